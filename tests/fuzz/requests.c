/* What a client may ask of a registry, on a small one that no request changes. The first byte
 * chooses what is asked, the second the form; the lines after them are the request. */

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>
#include "fuzz_form.h"
#include "registry/registry.h"
#include "text/identity.h"

enum { SIZE_MOST = 800, RECORDS_MOST = 64, PAGES_MOST = 200, PEOPLE = 18 };

struct office {
    char directory[32];
    struct arena *arena;
    struct registry *registry;
    struct author author;
    /* Every record of each form, in order of entry. */
    struct form_records {
        struct record **records;
        size_t count;
    } all[64];
};

static struct office office = {.directory = "/tmp/jumin-fuzz-XXXXXX", .author = {"li", 1000, 1}};

/* Berkeley DB links the pages of its cache by their distances, which a search for leaks between two
 * inputs cannot follow. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:__os_malloc\n";
}

static int remove_each(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

static void office_end(void)
{
    struct fault fault;
    registry_close(office.registry, office.arena, &fault);
    arena_free(office.arena);
    nftw(office.directory, remove_each, 16, FTW_DEPTH | FTW_PHYS);
}

static void copy_form(const char *from, const char *folder)
{
    char path[96], bytes[8192];
    snprintf(path, sizeof path, "%s/everything.form", folder);
    FILE *in = fopen(from, "rb"), *out = fopen(path, "wb");
    HOLDS(in && out);
    size_t length = fread(bytes, 1, sizeof bytes, in);
    HOLDS(length < sizeof bytes && fwrite(bytes, 1, length, out) == length);
    fclose(in);
    fclose(out);
}

static void office_add(const char *form_name, const char *lines)
{
    const struct form *form = form_named(registry_forms(office.registry), form_name);
    struct record *record = record_start(form, NULL, &fuzz_today, office.arena);
    fuzz_record_read(record, (struct feed){(const uint8_t *)lines, strlen(lines)}, office.arena);
    struct save_request request = {.record = record, .token = ""};
    struct save_answer answer = {0};
    struct fault fault = {0};
    HOLDS(registry_save(office.registry, &office.author, &request, office.arena, &answer, &fault));
    fuzz_faults_say(&answer.faults, office.arena);
    HOLDS(answer.saved);
}

static void office_fill(void)
{
    static const char *const names[] = {"张小明", "李四", "欧阳·娜", "王五", "Li Wei", "单雄信"};
    for (unsigned i = 0; i < PEOPLE; i++) {
        const char *digits = arena_format(office.arena, "430724%u0%u1%u%03u", 1949 + i * 4,
                                          1 + i % 9, i % 9, 100 + i);
        const char *relation = i % 3 == 0 ? "户主" : i % 2 ? "子" : "女";
        office_add("resident",
                   arena_format(office.arena,
                                "name=%s\nid_number=%s%c\ngrid=%02u\nhousehold_no=H%u\n"
                                "relation=%s\nphone=1380013%04u\naddress=朝阳东路%u号\n",
                                names[i % 6], digits, identity_check(digits), i % 4, i / 3,
                                relation, i, i));
    }
    for (unsigned i = 0; i < 6; i++) {
        office_add("archive",
                   arena_format(office.arena,
                                "fonds=J019\ncategory=WS\nyear=%u\nretention=Y\noffice=BGS\n"
                                "title=关于%s的通知\npages=%u\n",
                                2015 + i, i % 2 ? "社区工作计划" : "低保", i * 7));
        office_add("everything",
                   arena_format(office.arena,
                                "code_no=AB%u\nnames=张三；Wang Wu\namount=%d.5\nfloors=%u;-1\n"
                                "days=199%u;2001-0%u\nmoved_on=19%u0\ntitles=题名%u;Two\n",
                                i, 20 - (int)i * 9, i * 5, i, i + 1, 3 + i, i));
    }
}

static void records_all(const struct form *form, struct form_records *all)
{
    struct list_request request = {.form = form->name, .order = "", .limit = RECORDS_MOST};
    struct list_answer answer = {0};
    struct fault fault = {0};
    HOLDS(registry_list(office.registry, &request, office.arena, &answer, &fault));
    HOLDS(answer.finished && answer.count < RECORDS_MOST);
    all->count = answer.count;
    all->records = arena_array(office.arena, answer.count + 1, sizeof *all->records);
    for (size_t i = 0; i < answer.count; i++)
        all->records[i] = answer.rows[i].record;
}

static void office_start(void)
{
    struct fault fault = {0};
    setenv("JUMIN_TODAY", "2026-11-23", 1);
    office.arena = arena_new();
    HOLDS(mkdtemp(office.directory));
    atexit(office_end);
    HOLDS(registry_create(office.directory, "430724001006", "朝阳街社区", NULL, office.arena,
                          &fault));
    copy_form("tests/fuzz/forms/everything.form",
              registry_own_forms(office.directory, office.arena));
    office.registry =
        registry_open(office.directory, "forms", 8 << 20, NULL, NULL, office.arena, &fault);
    HOLDS(office.registry);
    office_fill();
    const struct form_set *set = registry_forms(office.registry);
    HOLDS(set->count <= sizeof office.all / sizeof office.all[0]);
    for (unsigned i = 0; i < set->count; i++)
        records_all(set->forms[i], &office.all[i]);
}

/* One request being answered. */
struct asking {
    struct arena *arena;
    const struct form *form;
    const struct form_records *all;
    struct feed feed;
};

static const char *next_line(struct asking *asking)
{
    return feed_utf8(feed_until(&asking->feed, '\n'), asking->arena);
}

static void check_fault(const struct asking *asking, const struct fault *fault)
{
    HOLDS(fault->kind != FAULT_NONE && fault->kind != FAULT_DAMAGED);
    HOLDS(is_safe(message_fault(asking->arena, fault)));
}

/* Of those that hold something in the field filled, unless it is NULL. */
static size_t matches(const struct asking *asking, const struct query *query,
                      const struct field *filled)
{
    size_t count = 0;
    for (size_t i = 0; i < asking->all->count; i++) {
        const struct record *record = asking->all->records[i];
        count +=
            query_match(query, record, &fuzz_today) && (!filled || record->values[filled->number]);
    }
    return count;
}

/* All pages of a list hold every match once, in order; in the order of another field than the
 * form's those that have it, and once for each value. */
static void check_pages(const struct asking *asking, struct list_request *request,
                        const struct query *query)
{
    size_t rows = 0;
    struct list_place before = {"", 0};
    for (size_t page = 0;; page++) {
        struct list_answer answer = {0};
        struct fault fault = {0};
        HOLDS(page < PAGES_MOST);
        HOLDS(registry_list(office.registry, request, asking->arena, &answer, &fault));
        HOLDS(answer.count <= request->limit);
        for (size_t i = 0; i < answer.count; i++) {
            const struct list_row *row =
                &answer.rows[request->backwards ? answer.count - 1 - i : i];
            int order = strcmp(row->place.term, before.term);
            if (order == 0)
                order = (row->place.number > before.number) - (row->place.number < before.number);
            HOLDS(before.number == 0 || (request->backwards ? order < 0 : order > 0));
            HOLDS(query_match(query, row->record, &fuzz_today));
            before = row->place;
        }
        rows += answer.count;
        if (answer.finished)
            break;
        request->after = answer.count ? before : answer.stopped;
        HOLDS(request->after.number > 0);
    }
    const struct field *order =
        request->order && *request->order ? field_named(asking->form, request->order) : NULL;
    if (order == asking->form->order)
        order = NULL;
    HOLDS((order && order->many) || rows == matches(asking, query, order));
}

static void ask_list(struct asking *asking)
{
    unsigned flags = feed_choice(&asking->feed, 36);
    struct list_request request = {
        .form = asking->form->name,
        .query = next_line(asking),
        .order = next_line(asking),
        .backwards = flags & 1,
        .limit = 1 + flags / 2,
        .after = {.term = next_line(asking)},
    };
    struct fault fault = {0};
    struct list_answer answer = {0};
    if (strcmp(request.order, "-") == 0)
        request.order = NULL;
    struct query *query = query_read(asking->form, request.query, &fuzz_today, asking->arena, NULL);
    request.after.number = strlen(request.after.term);
    bool answered = registry_list(office.registry, &request, asking->arena, &answer, &fault);
    if (!answered)
        check_fault(asking, &fault);
    HOLDS(!answered || query);
    request.after = (struct list_place){"", 0};
    if (answered)
        check_pages(asking, &request, query);
}

/* As of today is as it is; of any other day it is only asked. */
static void ask_past(struct asking *asking, struct count_request request,
                     const struct count_answer *now)
{
    char day[DATE_SIZE];
    struct fault fault = {0};
    struct count_answer then = {0};
    date_write(&fuzz_today, day);
    request.as_of = day;
    if (registry_count(office.registry, &request, NULL, NULL, asking->arena, &then, &fault))
        HOLDS(then.total == now->total && then.row_count == now->row_count);
    else
        check_fault(asking, &fault);
    fault = (struct fault){0};
    request.as_of = next_line(asking);
    request.known = now->total % 2;
    if (!registry_count(office.registry, &request, NULL, NULL, asking->arena, &then, &fault))
        check_fault(asking, &fault);
    fault = (struct fault){0};
    struct list_request list = {.form = request.form,
                                .query = request.query,
                                .limit = 20,
                                .as_of = request.as_of,
                                .known = !request.known};
    struct list_answer answer = {0};
    if (!registry_list(office.registry, &list, asking->arena, &answer, &fault))
        check_fault(asking, &fault);
}

static void ask_count(struct asking *asking)
{
    struct count_request request = {
        .form = asking->form->name,
        .query = next_line(asking),
        .by = next_line(asking),
    };
    if (!*request.by)
        request.by = NULL;
    struct fault fault = {0};
    struct count_answer answer = {0};
    if (!registry_count(office.registry, &request, NULL, NULL, asking->arena, &answer, &fault)) {
        check_fault(asking, &fault);
        return;
    }
    struct query *query = query_read(asking->form, request.query, &fuzz_today, asking->arena, NULL);
    HOLDS(query && answer.total == matches(asking, query, NULL));
    uint64_t sum = 0;
    for (size_t i = 0; i < answer.row_count; i++)
        sum += answer.rows[i].count;
    const struct field *by = request.by ? field_named(asking->form, request.by) : NULL;
    HOLDS(!by || by->many || sum == answer.total);
    ask_past(asking, request, &answer);
}

static void ask_find(struct asking *asking)
{
    unsigned limit = feed_choice(&asking->feed, 36);
    struct find_request request = {
        .text = next_line(asking),
        .form = limit % 2 ? asking->form->name : NULL,
        .limit = limit,
    };
    struct fault fault = {0};
    struct find_answer answer = {0};
    if (!registry_find(office.registry, &request, asking->arena, &answer, &fault)) {
        check_fault(asking, &fault);
        return;
    }
    HOLDS(limit == 0 || answer.count <= limit);
    for (size_t i = 0; i < answer.count; i++) {
        HOLDS(answer.records[i] && (!request.form || answer.records[i]->form == asking->form));
        for (size_t j = 0; j < i; j++)
            HOLDS(answer.records[j]->form != answer.records[i]->form ||
                  answer.records[j]->number != answer.records[i]->number);
    }
}

static void ask_get(struct asking *asking)
{
    struct get_request request = {.form = asking->form->name, .key = next_line(asking)};
    struct fault fault = {0};
    struct record *record = NULL;
    struct history_answer history = {0};
    bool found = registry_get(office.registry, &request, asking->arena, &record, &fault);
    if (!found)
        check_fault(asking, &fault);
    fault = (struct fault){0};
    HOLDS(registry_history(office.registry, &request, asking->arena, &history, &fault) == found);
    if (!found)
        return;
    HOLDS(record && history.count > 0 && record_equal(history.rows[0].record, record));
    struct date day;
    if (date_read(next_line(asking), &fuzz_today, &day)) {
        for (int known = 0; known < 2; known++) {
            fault = (struct fault){0};
            if (!registry_as_of(office.registry, &request, &day, known, asking->arena, &record,
                                &fault))
                check_fault(asking, &fault);
        }
    }
}

/* The values as a client may send them: not read before. */
static void put_raw(struct asking *asking, struct record *record)
{
    while (asking->feed.size) {
        struct feed line = feed_until(&asking->feed, '\n');
        const struct field *field = fuzz_field(record->form, feed_until(&line, '='));
        size_t length;
        fuzz_value(line, &length, asking->arena);
        const char *value = feed_utf8(line, asking->arena);
        record_put(record, field, *value ? value : NULL);
    }
}

static void ask_save(struct asking *asking, bool change)
{
    struct record *record = NULL;
    struct fault fault = {0};
    if (change) {
        struct get_request request = {.form = asking->form->name, .key = next_line(asking)};
        if (!registry_get(office.registry, &request, asking->arena, &record, &fault))
            return;
    } else {
        record = record_start(asking->form, NULL, &fuzz_today, asking->arena);
    }
    put_raw(asking, record);
    struct save_request request = {.record = record, .check = true, .token = "t"};
    struct save_answer answer = {0};
    if (!registry_save(office.registry, &office.author, &request, asking->arena, &answer, &fault)) {
        check_fault(asking, &fault);
        return;
    }
    fuzz_faults_say(&answer.faults, asking->arena);
    if (faults_errors(&answer.faults) || !answer.record)
        return;
    /* What would be kept is what its own fields take. */
    for (unsigned i = 0; i < asking->form->field_count; i++) {
        const struct field *field = &asking->form->fields[i];
        const char *value = answer.record->values[i];
        struct faults faults = {0};
        const char *again =
            value && field->type != FIELD_AGE
                ? field_read(field, value, strlen(value), &fuzz_today, asking->arena, &faults)
                : value;
        HOLDS(!value || (again && strcmp(again, value) == 0));
    }
}

static void ask_remove(struct asking *asking)
{
    struct get_request get = {.form = asking->form->name, .key = next_line(asking)};
    struct fault fault = {0};
    struct record *record;
    if (!registry_get(office.registry, &get, asking->arena, &record, &fault))
        return;
    struct save_request request = {.record = record, .check = true, .token = ""};
    struct save_answer answer = {0};
    if (!registry_remove(office.registry, &office.author, &request, asking->arena, &answer, &fault))
        check_fault(asking, &fault);
    fuzz_faults_say(&answer.faults, asking->arena);
}

/* A line of field names parted by tabs, then rows. */
static void ask_import(struct asking *asking)
{
    enum { FIELDS_MOST = 30, TEXTS_MOST = 300 };
    const char *fields[FIELDS_MOST], *texts[TEXTS_MOST];
    struct feed head = feed_until(&asking->feed, '\n');
    size_t field_count = 0, count = 0;
    while (head.size && field_count < FIELDS_MOST) {
        const char *name = feed_utf8(feed_until(&head, '\t'), asking->arena);
        fields[field_count++] = *name ? name : NULL;
    }
    while (field_count && asking->feed.size && (count + 1) * field_count <= TEXTS_MOST) {
        struct feed line = feed_until(&asking->feed, '\n');
        for (size_t i = 0; i < field_count; i++) {
            const char *text = feed_utf8(feed_until(&line, '\t'), asking->arena);
            texts[count * field_count + i] = *text ? text : NULL;
        }
        count++;
    }
    struct import_start start = {.form = asking->form->name,
                                 .source = "source",
                                 .name = "name",
                                 .on_duplicate = (enum duplicate_policy)(count % 3),
                                 .check = true,
                                 .fields = fields,
                                 .field_count = field_count};
    struct import *import = NULL;
    struct import_begun begun = {0};
    struct import_answer answer = {0};
    struct fault fault = {0};
    if (!registry_import_begin(office.registry, &office.author, &start, asking->arena, &import,
                               &begun, &fault)) {
        check_fault(asking, &fault);
        return;
    }
    struct import_rows rows = {
        .batch = begun.batch, .first = 1, .values = texts, .count = count, .last = true};
    if (registry_import_rows(import, &rows, asking->arena, &answer, &fault)) {
        const struct import_counts *counts = &answer.counts;
        HOLDS(counts->added + counts->updated + counts->skipped + counts->rejected == count);
        for (size_t i = 0; i < answer.fault_count; i++) {
            HOLDS(answer.faults[i].row >= 1 && answer.faults[i].row <= count);
            HOLDS(is_safe(message_fault(asking->arena, &answer.faults[i].fault)));
        }
    } else {
        check_fault(asking, &fault);
    }
    registry_import_end(import);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { LIST, COUNT, FIND, GET, SAVE, CHANGE, REMOVE, IMPORT, KINDS };
    if (!office.registry)
        office_start();
    const struct form_set *set = registry_forms(office.registry);
    struct asking asking = {.arena = arena_new(), .feed = feed_start(data, size, SIZE_MOST)};
    unsigned kind = feed_choice(&asking.feed, KINDS);
    unsigned form = feed_choice(&asking.feed, set->count);
    asking.form = set->forms[form];
    asking.all = &office.all[form];
    switch (kind) {
    case LIST:
        ask_list(&asking);
        break;
    case COUNT:
        ask_count(&asking);
        break;
    case FIND:
        ask_find(&asking);
        break;
    case GET:
        ask_get(&asking);
        break;
    case SAVE:
    case CHANGE:
        ask_save(&asking, kind == CHANGE);
        break;
    case REMOVE:
        ask_remove(&asking);
        break;
    default:
        ask_import(&asking);
    }
    arena_free(asking.arena);
    return 0;
}
