#include "screen/pick.h"

static void keep_in_sight(struct pick *pick)
{
    if (pick->chosen >= pick->count)
        pick->chosen = pick->count ? pick->count - 1 : 0;
    if (pick->rows == 0)
        return;
    if (pick->chosen < pick->top || pick->chosen >= pick->top + pick->rows)
        pick->top = pick->chosen - pick->chosen % pick->rows;
    if (pick->count <= pick->rows)
        pick->top = 0;
}

void pick_fit(struct pick *pick, size_t count, size_t rows)
{
    pick->count = count;
    pick->rows = rows;
    keep_in_sight(pick);
}

bool pick_action(struct pick *pick, enum action action)
{
    size_t last = pick->count ? pick->count - 1 : 0;
    size_t page = pick->rows ? pick->rows : 1;
    switch (action) {
    case ACTION_UP:
    case ACTION_PREVIOUS:
        pick->chosen -= pick->chosen > 0;
        break;
    case ACTION_DOWN:
    case ACTION_NEXT:
        pick->chosen += pick->chosen < last;
        break;
    case ACTION_PAGE_UP:
        pick->chosen = pick->chosen > page ? pick->chosen - page : 0;
        break;
    case ACTION_PAGE_DOWN:
        pick->chosen = last - pick->chosen > page ? pick->chosen + page : last;
        break;
    case ACTION_FIRST:
    case ACTION_HOME:
        pick->chosen = 0;
        break;
    case ACTION_LAST:
    case ACTION_END:
        pick->chosen = last;
        break;
    default:
        return false;
    }
    keep_in_sight(pick);
    return true;
}

void pick_mark(struct paint *paint, const struct pick *pick, size_t row, int area_row, int column)
{
    if (row != pick->chosen)
        return;
    paint_text(paint, area_row, column, 1, ROLE_TEXT, ">");
    paint_cursor(paint, area_row, column);
}
