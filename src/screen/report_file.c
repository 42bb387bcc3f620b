#include "screen/report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "text/message.h"
#include "text/place.h"

/* Keeping a report in a file, for a spreadsheet: whole or not at all. The mark at its start tells
 * spreadsheets that it is UTF-8. */

static const char byte_order_mark[] = "\xef\xbb\xbf";

static bool write_file(const char *path, const struct buffer *text, struct arena *arena)
{
    const char *temporary = arena_format(arena, "%s.new", path);
    FILE *file = fopen(temporary, "wb");
    if (!file)
        return false;
    size_t length = strlen(byte_order_mark);
    bool right = fwrite(byte_order_mark, 1, length, file) == length &&
                 fwrite(text->data, 1, text->length, file) == text->length && fflush(file) == 0 &&
                 fsync(fileno(file)) == 0;
    right = fclose(file) == 0 && right;
    if (right && rename(temporary, path) == 0)
        return true;
    int error = errno;
    unlink(temporary);
    errno = error;
    return false;
}

static void write_now(struct view *view)
{
    struct report_view *report = (struct report_view *)view;
    struct arena *arena = arena_new();
    struct buffer text = {0};
    if (!report->make(report, arena, &text))
        ;
    else if (write_file(report->path, &text, arena))
        notice_show(view->screen, NOTICE_INFO, N_("Saved: {1}"), report->path, NULL);
    else
        notice_show(view->screen, NOTICE_TROUBLE, N_("{1} cannot be written: {2}"), report->path,
                    strerror(errno), NULL);
    buffer_free(&text);
    arena_free(arena);
}

static void path_typed(struct view *view, const char *text)
{
    struct report_view *report = (struct report_view *)view;
    text += strspn(text, " ");
    if (!*text)
        return;
    report->path = place_typed(view->arena, text);
    if (access(report->path, F_OK) == 0)
        question_open(view, N_("There is such a file already. Replace it?"), write_now);
    else
        write_now(view);
}

void report_keep(struct report_view *view)
{
    char period[PERIOD_SIZE] = "";
    if (!view->wish.present || view->wish.report->kind == REPORT_SHEET)
        period_write(&view->wish.period, period);
    prompt_open(&view->view, N_("Save as (a file, for spreadsheets):"),
                arena_format(view->view.arena, "~/%s%s%s%s.tsv", view->wish.report->name,
                             *period ? "-" : "", period, view->suffix ? view->suffix : ""),
                path_typed);
}
