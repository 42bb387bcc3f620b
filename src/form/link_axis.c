#include <stdlib.h>
#include <string.h>
#include "form/check.h"
#include "form/link_report.h"

/* "60..79", "80..", "..2" or "7". */
static bool band_read(const char *word, struct report_band *band)
{
    char *end;
    const char *dots = strstr(word, "..");
    *band = (struct report_band){-REPORT_BAND_OPEN, REPORT_BAND_OPEN};
    if (strspn(word, "0123456789.") != strlen(word) || strlen(word) > 15 || strcmp(word, "..") == 0)
        return false;
    if (dots != word) {
        band->low = strtol(word, &end, 10);
        if (end != (dots ? dots : word + strlen(word)))
            return false;
    }
    if (!dots)
        band->high = band->low;
    else if (dots[2]) {
        band->high = strtol(dots + 2, &end, 10);
        if (*end)
            return false;
    }
    return band->low <= band->high;
}

static void bands_read(struct reporting *reporting, struct report_axis *axis,
                       const struct property *property)
{
    struct linker *linker = reporting->linker;
    size_t count;
    const char **words = draft_words(linker->arena, property->text, &count);
    if (count > REPORT_BANDS_MOST) {
        link_fault(linker, property, N_("{1}:{2}: these are too many bands"), NULL, NULL);
        return;
    }
    struct report_band *bands = arena_array(linker->arena, count, sizeof *bands);
    for (size_t i = 0; i < count; i++) {
        if (!band_read(words[i], &bands[i])) {
            link_fault(linker, property,
                       N_("{1}:{2}: a band is written 0..14, 80.. or 7, not '{3}'"), words[i],
                       NULL);
            return;
        }
        if (i > 0 && bands[i].low <= bands[i - 1].high) {
            link_fault(linker, property,
                       N_("{1}:{2}: the band '{3}' begins before '{4}' ends: bands ascend, and "
                          "none lies over another"),
                       words[i], words[i - 1]);
            return;
        }
    }
    axis->bands = bands;
    axis->band_count = (unsigned)count;
}

static void values_read(struct reporting *reporting, struct report_axis *axis,
                        const struct property *property, const char **words, size_t count)
{
    static const struct date no_day = {0};
    struct linker *linker = reporting->linker;
    axis->values = arena_array(linker->arena, count, sizeof *axis->values);
    for (size_t i = 0; i < count; i++) {
        struct faults faults = {0};
        const char *value =
            field_read(axis->field, words[i], strlen(words[i]), &no_day, linker->arena, &faults);
        if (!value || faults_errors(&faults))
            link_fault(linker, property, N_("{1}:{2}: '{3}' is no value of the field '{4}'"),
                       words[i], axis->field->name);
        else
            axis->values[axis->value_count++] = value;
    }
}

static void axis_read(struct reporting *reporting, enum keyword keyword, struct report_axis *axis)
{
    struct linker *linker = reporting->linker;
    const struct property *property = report_said(reporting, keyword);
    const struct property *bands = report_said(reporting, KEY_BANDS);
    if (!property)
        return;
    size_t count;
    const char **words = draft_words(linker->arena, property->text, &count);
    axis->field = link_named(linker, reporting->report->form, property, words[0]);
    if (!axis->field)
        return;
    if (axis->field->many || axis->field->type == FIELD_NOTE) {
        link_fault(linker, property,
                   N_("{1}:{2}: nothing can be counted by '{3}': it holds several values or lines, "
                      "and the numbers would not add up"),
                   axis->field->name, NULL);
        axis->field = NULL;
        return;
    }
    axis->month = axis->field == reporting->report->during;
    if (count > 1 && (report_numeric(axis->field) || axis->field->type == FIELD_DATE))
        link_fault(linker, property,
                   N_("{1}:{2}: '{3}' must not follow '{4}': numbers go by 'bands'"), words[1],
                   words[0]);
    else if (count > 1)
        values_read(reporting, axis, property, words + 1, count - 1);
    if (bands && report_numeric(axis->field))
        bands_read(reporting, axis, bands);
}

void report_axes(struct reporting *reporting)
{
    struct report_form *report = reporting->report;
    const struct property *bands = report_said(reporting, KEY_BANDS);
    const struct property *columns = report_said(reporting, KEY_COLUMNS);
    axis_read(reporting, KEY_ROWS, &report->rows);
    axis_read(reporting, KEY_COLUMNS, &report->columns);
    bool used = (report->rows.field && report_numeric(report->rows.field)) ||
                (report->columns.field && report_numeric(report->columns.field));
    if (bands && !used && report->rows.field)
        link_fault(reporting->linker, bands,
                   N_("{1}:{2}: 'bands' are of an age or a number, and neither rows nor columns "
                      "are by one"),
                   NULL, NULL);
    if (report->kind == REPORT_PYRAMID && columns && report->columns.field &&
        report->columns.value_count != 2)
        link_fault(reporting->linker, columns,
                   N_("{1}:{2}: a pyramid has two sides: the field and its two values, as in "
                      "'columns sex 1 2'"),
                   NULL, NULL);
}
