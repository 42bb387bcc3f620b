/* print: lists, sheets and labels on paper: as PDF, or as text for a line printer. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "client/client.h"
#include "command/invocation.h"
#include "command/output.h"
#include "command/printer.h"
#include "command/progress.h"
#include "command/sink.h"
#include "paper/paper.h"
#include "registry/registry.h"
#include "text/message.h"
#include "text/place.h"
#include "text/utf8.h"

enum { COLUMNS_USUAL = 80, COLUMNS_LEAST = 40, COLUMNS_MOST = 250 };

struct printing {
    struct invocation *invocation;
    struct client *client;
    const struct paper_layout *layout;
    bool pdf;
    const char *path; /* of the file; NULL: standard output */
    uint64_t columns;
    struct sink sink;
    struct progress progress;
    struct fault fault;
};

static bool refuse(struct printing *printing, enum fault_kind kind, const char *message,
                   const char *one, const char *two)
{
    return fault_set(&printing->fault, printing->invocation->arena, kind, NULL, message, one, two,
                     NULL);
}

static void list_layouts(const struct layout_set *set, struct arena *arena)
{
    for (unsigned i = 0; i < set->count; i++) {
        const struct paper_layout *layout = set->layouts[i];
        const char *row[] = {layout->name, layout_kind_names[layout->kind], layout->form->name,
                             message_side(arena, layout->label)};
        output_row(row, sizeof row / sizeof row[0]);
    }
}

static bool write_on(void *context, const void *bytes, size_t length)
{
    struct printing *printing = context;
    struct arena *arena = printing->invocation->arena;
    uint32_t bad;
    char character[UTF8_MAX + 1] = {0};
    if (printing->pdf)
        return sink_bytes(&printing->sink, bytes, length, arena, &printing->fault);
    if (sink_add(&printing->sink, bytes, length, &bad))
        return sink_flush(&printing->sink, arena, &printing->fault);
    utf8_encode(bad, character);
    return refuse(printing, FAULT_DATA,
                  N_("{1} is not in this encoding; nothing was written; gb18030 and utf-8 have "
                     "every character"),
                  arena_format(arena, "%s (U+%04X)", character, (unsigned)bad), NULL);
}

/* For a screen that looks on: a line for each step. */
static bool step_show(void *context, uint64_t done, uint64_t total)
{
    (void)context;
    char line[64];
    snprintf(line, sizeof line, "%" PRIu64 " %" PRIu64, done, total);
    output_line(line);
    return output_flush() && !interrupted();
}

static void say_done(struct printing *printing, const struct paper_done *done)
{
    struct arena *arena = printing->invocation->arena;
    if (printing->path && !invocation_option(printing->invocation, "printer"))
        output_line(message_fill(arena, N_("Pages: {1}, in {2}"),
                                 arena_format(arena, "%llu", (unsigned long long)done->pages),
                                 printing->path, NULL));
}

static bool print_now(struct printing *printing)
{
    struct invocation *invocation = printing->invocation;
    struct paper_done done;
    struct device *device = printing->pdf
                                ? pdf_open(write_on, printing)
                                : plain_open((unsigned)printing->columns, write_on, printing);
    struct paper_job job = {
        .client = printing->client,
        .layout = printing->layout,
        .keys = invocation->operands + 1,
        .key_count = invocation->operand_count - 1,
        .where = invocation_option(invocation, "where"),
        .device = device,
        .progress = progress_show,
        .context = &printing->progress,
    };
    bool steps = invocation_flag(invocation, "steps");
    if (steps)
        job.progress = step_show;
    interrupt_watch();
    printing->progress = progress_start(steps ? NULL : _("Print"));
    bool right = paper_print(&job, invocation->arena, &done, &printing->fault);
    progress_end(&printing->progress);
    device->ops->free(device);
    if (!right) {
        sink_abandon(&printing->sink);
        return false;
    }
    if (!sink_finish(&printing->sink, invocation->arena, &printing->fault))
        return false;
    say_done(printing, &done);
    return true;
}

/* Where nothing else is said: a PDF into a file, text on standard output. */
static bool is_pdf(const struct invocation *invocation)
{
    const char *format = invocation_option(invocation, "format");
    const char *path = invocation_option(invocation, "output");
    size_t length = path ? strlen(path) : 0;
    bool text = length > 4 && strcmp(path + length - 4, ".txt") == 0;
    if (format)
        return strcmp(format, "pdf") == 0;
    return (path && !text) || invocation_option(invocation, "printer");
}

static bool output_fits(struct printing *printing)
{
    struct stat about;
    const char *path = printing->path;
    if (!path && printing->pdf && !invocation_option(printing->invocation, "printer") &&
        isatty(STDOUT_FILENO))
        return refuse(printing, FAULT_USAGE, N_("a PDF is nothing to look at here: --output FILE"),
                      NULL, NULL);
    if (path && stat(path, &about) == 0 && S_ISREG(about.st_mode) &&
        !invocation_flag(printing->invocation, "replace"))
        return refuse(printing, FAULT_DATA, N_("{1} is there already; --replace takes its place"),
                      path, NULL);
    return true;
}

static bool print_into(struct printing *printing)
{
    struct invocation *invocation = printing->invocation;
    const char *name = invocation_option(invocation, "encoding");
    enum encoding encoding = printing->path ? ENCODING_UTF8 : output_encoding();
    if (name)
        encoding_named(name, &encoding);
    return sink_open(&printing->sink, printing->path, encoding, invocation->arena,
                     &printing->fault) &&
           print_now(printing);
}

/* By way of a file of its own. */
static bool print_out(struct printing *printing, const char *printer)
{
    struct arena *arena = printing->invocation->arena;
    const char *path = printer_file(arena, &printing->fault);
    if (!path)
        return false;
    printing->path = path;
    bool right = print_into(printing) && printer_send(path, printer, arena, &printing->fault);
    unlink(path);
    if (right)
        output_line(_("Sent to the printer."));
    return right;
}

static const struct paper_layout *layout_wanted(struct printing *printing,
                                                const struct layout_set *set, const char *name)
{
    struct arena *arena = printing->invocation->arena;
    const struct paper_layout *layout = layout_named(set, name);
    if (layout)
        return layout;
    const char **names = arena_array(arena, set->count + 1, sizeof *names);
    for (unsigned i = 0; i < set->count; i++)
        names[i] = set->layouts[i]->name;
    const char *nearest = invocation_nearest(name, names, set->count);
    refuse(printing, FAULT_USAGE,
           nearest ? N_("there is no layout '{1}'; '{2}' perhaps? 'jumin print --list' lists them")
                   : N_("there is no layout '{1}'; 'jumin print --list' lists them"),
           name, nearest);
    return NULL;
}

static bool print_layout(struct printing *printing, const struct layout_set *set)
{
    struct invocation *invocation = printing->invocation;
    const char *where = invocation_option(invocation, "where");
    const char *printer = invocation_option(invocation, "printer");
    printing->layout = layout_wanted(printing, set, invocation->operands[0]);
    if (!printing->layout)
        return false;
    if (where && invocation->operand_count > 1)
        return refuse(printing, FAULT_USAGE, N_("KEY and --where do not go together"), NULL, NULL);
    if (!invocation_query(invocation, printing->layout->form, where, &printing->fault) ||
        !invocation_number(invocation, "columns", COLUMNS_LEAST, COLUMNS_MOST, COLUMNS_USUAL,
                           &printing->columns, &printing->fault) ||
        !output_fits(printing))
        return false;
    return printer ? print_out(printing, printer) : print_into(printing);
}

int command_print(struct invocation *invocation)
{
    int status = STATUS_DONE;
    struct printing printing = {.invocation = invocation,
                                .pdf = is_pdf(invocation),
                                .path = invocation_option(invocation, "output")};
    bool list = invocation_flag(invocation, "list") || !invocation->operand_count;
    if (!list && printing.pdf && !pdf_open) {
        printer_hand_over(invocation, &printing.fault);
        return invocation_fault(invocation, &printing.fault);
    }
    struct client *client = invocation_open(invocation, "print", &status);
    if (!client)
        return status;
    struct faults faults = {0};
    struct arena *arena = invocation->arena;
    struct layout_set *set =
        layout_set_load(client_forms(client), place_forms(arena),
                        registry_own_forms(invocation->directory, arena), arena, &faults);
    printing.client = client;
    if (faults_errors(&faults))
        form_set_refuse(&faults, arena, &printing.fault);
    else if (list)
        list_layouts(set, arena);
    else
        print_layout(&printing, set);
    if (printing.fault.kind != FAULT_NONE)
        status = invocation_fault(invocation, &printing.fault);
    layout_set_free(set);
    client_close(client);
    return status;
}
