#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "paper/code.h"
#include "paper/paper.h"
#include "text/utf8.h"

/* PDF by cairo, its text by pango. Widths are sums of the characters' own: no ligatures and no
 * kerning, so that lines break alike whatever stands beside, and text is copied as it was. */

/* The first that is there is taken for hanzi, and for all else. */
static const char *const families[] = {
    "Noto Serif CJK SC",   "Source Han Serif SC", "AR PL UMing CN",     "SimSun",
    "FandolSong",          "Noto Sans CJK SC",    "Source Han Sans SC", "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei", "AR PL UKai CN",       "Droid Sans Fallback"};

static const double point = 25.4 / 72; /* millimetres */
static const double leading = 1.35;    /* lines apart, in sizes */

enum { KNOWN = 4096, FONTS = 24, MEASURED = 100 /* points */ };

struct pdf {
    struct device device;
    cairo_surface_t *surface;
    cairo_t *context;
    PangoFontMap *fonts_there;
    PangoLayout *text;
    PangoAttrList *plain;
    const char *family;
    struct {
        double size;
        bool bold;
        PangoFontDescription *font;
    } fonts[FONTS];
    size_t font_count;
    struct {
        uint32_t code; /* 0: free */
        float ems;
    } known[2][KNOWN]; /* widths of characters, plain and bold */
    struct edge {
        double x1, y1, x2, y2;
    } * rules; /* of the page */
    size_t rule_count, rule_capacity;
    bool failed;
};

static cairo_status_t write_on(void *context, const unsigned char *bytes, unsigned length)
{
    struct pdf *pdf = context;
    if (pdf->failed || !pdf->device.out(pdf->device.context, bytes, length))
        pdf->failed = true;
    return pdf->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static const PangoFontDescription *font_of(struct pdf *pdf, double size, bool bold)
{
    for (size_t i = 0; i < pdf->font_count; i++)
        if (pdf->fonts[i].size == size && pdf->fonts[i].bold == bold)
            return pdf->fonts[i].font;
    if (pdf->font_count == FONTS)
        pango_font_description_free(pdf->fonts[--pdf->font_count].font);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, pdf->family);
    pango_font_description_set_size(font, (int)(size * PANGO_SCALE + 0.5));
    pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pdf->fonts[pdf->font_count].size = size;
    pdf->fonts[pdf->font_count].bold = bold;
    pdf->fonts[pdf->font_count++].font = font;
    return font;
}

static void text_set(struct pdf *pdf, const char *text, int length, double size, bool bold)
{
    pango_layout_set_font_description(pdf->text, font_of(pdf, size, bold));
    pango_layout_set_text(pdf->text, text, length);
}

/* A character's width in sizes of the type. */
static double ems_of(struct pdf *pdf, uint32_t code, bool bold)
{
    size_t slot = code % KNOWN;
    if (pdf->known[bold][slot].code == code)
        return pdf->known[bold][slot].ems;
    char bytes[UTF8_MAX];
    int width;
    text_set(pdf, bytes, (int)utf8_encode(code, bytes), MEASURED, bold);
    pango_layout_get_size(pdf->text, &width, NULL);
    double ems = (double)width / PANGO_SCALE / (MEASURED * point);
    pdf->known[bold][slot].code = code;
    pdf->known[bold][slot].ems = (float)ems;
    return ems;
}

static double pdf_advance(struct device *device, uint32_t code, const struct layout_type *type)
{
    return ems_of((struct pdf *)device, code, type->bold) * type->size * point;
}

static double pdf_line(struct device *device, const struct layout_type *type)
{
    (void)device;
    return type->size * point * leading;
}

static double pdf_room(struct device *device, double x, double width)
{
    (void)x;
    return width - 2 * device->inset;
}

static const char *family_there(PangoFontMap *map)
{
    PangoFontFamily **there;
    int count;
    pango_font_map_list_families(map, &there, &count);
    const char *family = NULL;
    for (size_t i = 0; i < sizeof families / sizeof families[0] && !family; i++)
        for (int j = 0; j < count && !family; j++)
            if (strcasecmp(pango_font_family_get_name(there[j]), families[i]) == 0)
                family = families[i];
    g_free(there);
    return family;
}

static bool pdf_begin(struct device *device, const struct paper_layout *layout, const char *title,
                      struct arena *arena, struct fault *fault)
{
    struct pdf *pdf = (struct pdf *)device;
    pdf->fonts_there = pango_cairo_font_map_new();
    pdf->family = family_there(pdf->fonts_there);
    if (!pdf->family)
        return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                         N_("This computer has no Chinese font to print with. Have one installed: "
                            "fonts-noto-cjk, fonts-arphic-uming or fonts-wqy-zenhei; or print as "
                            "text."),
                         NULL);
    pdf->surface = cairo_pdf_surface_create_for_stream(write_on, pdf, layout->paper_width / point,
                                                       layout->paper_height / point);
    cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_TITLE, title);
    cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_CREATOR, "Jumin");
    pdf->context = cairo_create(pdf->surface);
    cairo_scale(pdf->context, 1 / point, 1 / point);
    cairo_set_line_width(pdf->context, 0.2);
    cairo_set_line_cap(pdf->context, CAIRO_LINE_CAP_SQUARE);
    PangoContext *context = pango_font_map_create_context(pdf->fonts_there);
    pango_cairo_update_context(pdf->context, context);
    pdf->text = pango_layout_new(context);
    g_object_unref(context);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    pango_cairo_context_set_font_options(context, options);
    pango_cairo_context_set_resolution(context, 25.4); /* a point of type is one of ours */
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_context_set_language(context, pango_language_from_string("zh-cn"));
    cairo_font_options_destroy(options);
    pdf->plain = pango_attr_list_new();
    pango_attr_list_insert(
        pdf->plain, pango_attr_font_features_new("liga=0,clig=0,calt=0,kern=0,palt=0,halt=0"));
    pango_layout_set_attributes(pdf->text, pdf->plain);
    pango_layout_set_single_paragraph_mode(pdf->text, TRUE);
    return true;
}

static void pdf_text(struct device *device, double x, double y, double width, const char *text,
                     const struct layout_type *type)
{
    struct pdf *pdf = (struct pdf *)device;
    cairo_new_path(pdf->context);
    text_set(pdf, text, -1, type->size, type->bold);
    int wide;
    pango_layout_get_size(pdf->text, &wide, NULL);
    double used = (double)wide / PANGO_SCALE;
    double spare = width - 2 * device->inset - used;
    x += device->inset + (type->align == ALIGN_CENTRE  ? spare / 2
                          : type->align == ALIGN_RIGHT ? spare
                                                       : 0);
    /* On the line of writing of a square character in the middle of its line. */
    static const double baseline = 0.88;
    double size = type->size * point;
    double above = (double)pango_layout_get_baseline(pdf->text) / PANGO_SCALE;
    cairo_move_to(pdf->context, x, y + size * ((leading - 1) / 2 + baseline) - above);
    pango_cairo_show_layout(pdf->context, pdf->text);
}

/* Cells share their edges: a rule that goes on with one drawn shortly before makes that longer. */
static bool joined(struct edge *rule, double x1, double y1, double x2, double y2)
{
    bool level = y1 == y2 && rule->y1 == rule->y2 && rule->y1 == y1;
    bool upright = x1 == x2 && rule->x1 == rule->x2 && rule->x1 == x1;
    if (!(level && x1 <= rule->x2 && x2 >= rule->x1) &&
        !(upright && y1 <= rule->y2 && y2 >= rule->y1))
        return false;
    rule->x1 = x1 < rule->x1 ? x1 : rule->x1;
    rule->x2 = x2 > rule->x2 ? x2 : rule->x2;
    rule->y1 = y1 < rule->y1 ? y1 : rule->y1;
    rule->y2 = y2 > rule->y2 ? y2 : rule->y2;
    return true;
}

static void pdf_rule(struct device *device, double x1, double y1, double x2, double y2)
{
    enum { LOOKED_BACK = 64 };
    struct pdf *pdf = (struct pdf *)device;
    for (size_t i = pdf->rule_count; i > 0 && i + LOOKED_BACK > pdf->rule_count; i--)
        if (joined(&pdf->rules[i - 1], x1, y1, x2, y2))
            return;
    if (pdf->rule_count == pdf->rule_capacity) {
        pdf->rule_capacity = pdf->rule_capacity ? pdf->rule_capacity * 2 : 256;
        pdf->rules = memory_resize(pdf->rules, pdf->rule_capacity * sizeof *pdf->rules);
    }
    pdf->rules[pdf->rule_count++] = (struct edge){x1, y1, x2, y2};
}

static void pdf_code(struct device *device, double x, double y, double side, const char *payload)
{
    enum { QUIET = 4 }; /* modules of white around it, as the standard asks */
    struct pdf *pdf = (struct pdf *)device;
    struct code_square square;
    if (!code_make(payload, &square))
        return;
    double module = side / (square.side + 2 * QUIET);
    for (int row = 0; row < square.side; row++)
        for (int from = 0, to; from < square.side; from = to) {
            const unsigned char *dark = square.dark + row * square.side;
            for (to = from + 1; to < square.side && dark[to] == dark[from]; to++)
                ;
            if (dark[from])
                cairo_rectangle(pdf->context, x + module * (QUIET + from),
                                y + module * (QUIET + row), module * (to - from), module);
        }
    cairo_fill(pdf->context);
    code_free(&square);
}

/* All rules of the page in one stroke, which takes a fraction of the time of many. */
static void pdf_page(struct device *device)
{
    struct pdf *pdf = (struct pdf *)device;
    cairo_new_path(pdf->context);
    for (size_t i = 0; i < pdf->rule_count; i++) {
        cairo_move_to(pdf->context, pdf->rules[i].x1, pdf->rules[i].y1);
        cairo_line_to(pdf->context, pdf->rules[i].x2, pdf->rules[i].y2);
    }
    cairo_stroke(pdf->context);
    pdf->rule_count = 0;
    cairo_show_page(pdf->context);
}

static bool pdf_end(struct device *device, struct arena *arena, struct fault *fault)
{
    struct pdf *pdf = (struct pdf *)device;
    cairo_surface_finish(pdf->surface);
    cairo_status_t status = cairo_surface_status(pdf->surface);
    if (status == CAIRO_STATUS_SUCCESS && !pdf->failed)
        return true;
    if (!pdf->failed)
        fault_set(fault, arena, FAULT_SURROUNDINGS, NULL, N_("The PDF could not be made: {1}"),
                  cairo_status_to_string(status), NULL);
    return false;
}

/* What the libraries keep for the next time goes too. */
static void pdf_free(struct device *device)
{
    struct pdf *pdf = (struct pdf *)device;
    for (size_t i = 0; i < pdf->font_count; i++)
        pango_font_description_free(pdf->fonts[i].font);
    if (pdf->plain)
        pango_attr_list_unref(pdf->plain);
    if (pdf->text)
        g_object_unref(pdf->text);
    if (pdf->context)
        cairo_destroy(pdf->context);
    if (pdf->surface)
        cairo_surface_destroy(pdf->surface);
    if (pdf->fonts_there)
        g_object_unref(pdf->fonts_there);
    cairo_debug_reset_static_data();
    FcFini();
    free(pdf->rules);
    free(pdf);
}

static const struct device_ops pdf_ops = {
    .advance = pdf_advance,
    .line = pdf_line,
    .room = pdf_room,
    .begin = pdf_begin,
    .text = pdf_text,
    .rule = pdf_rule,
    .code = pdf_code,
    .page = pdf_page,
    .end = pdf_end,
    .free = pdf_free,
};

struct device *pdf_open(device_write *out, void *context)
{
    struct pdf *pdf = memory_alloc(sizeof *pdf);
    pdf->device = (struct device){.ops = &pdf_ops, .inset = 1, .out = out, .context = context};
    return &pdf->device;
}
