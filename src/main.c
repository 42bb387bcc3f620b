/* Jumin, a registry of residents, households and archives: the table of commands, and dispatch. */

#include <stdio.h>
#include "command/invocation.h"
#include "command/output.h"
#include "text/message.h"

static const char *const list_formats[] = {"text", "csv", NULL};
static const char *const encodings_read[] = {"auto",   "utf-8",    "gb18030",  "gbk",
                                             "utf-16", "utf-16le", "utf-16be", NULL};
static const char *const encodings_written[] = {"utf-8",  "utf-8-bom", "gb18030",  "gbk",
                                                "utf-16", "utf-16le",  "utf-16be", NULL};
static const char *const duplicate_policies[] = {"reject", "update", "skip", NULL};
static const char *const export_formats[] = {"csv", "tsv", "json", "ead3", NULL};
static const char *const find_formats[] = {"tsv", "json", NULL};
static const char *const show_formats[] = {"text", "json", NULL};
static const char *const report_formats[] = {"text", "tsv", "json", NULL};
static const char *const report_days[] = {"event", "report", NULL};
static const char *const print_formats[] = {"pdf", "text", NULL};
static const char *const forms_actions[] = {"check", NULL};
static const char *const shells[] = {"bash", "zsh", NULL};

static const struct command commands[] = {
    {
        .name = "init",
        .summary = N_("creates a registry"),
        .detail = N_("The folder is made; whoever may enter it, by its group, may work in the "
                     "registry."),
        .options = {{.name = "community",
                     .kind = ARGUMENT_TEXT,
                     .value = "CODE12",
                     .summary = N_("statistical code of the community, 12 digits"),
                     .required = true},
                    {.name = "name",
                     .kind = ARGUMENT_TEXT,
                     .value = "NAME",
                     .summary = N_("what the community is called"),
                     .required = true},
                    {.name = "fonds",
                     .kind = ARGUMENT_TEXT,
                     .value = "NUMBER",
                     .summary = N_("fonds number that archival codes begin with")}},
        .run = command_init,
    },
    {
        .name = "demo",
        .summary = N_("creates a registry filled with invented people"),
        .detail = N_("The same seed gives the same registry on any machine. Places are real, "
                     "people are invented."),
        .options = {{.name = "residents",
                     .kind = ARGUMENT_TEXT,
                     .value = "N",
                     .summary = N_("how many people (10200)")},
                    {.name = "seed",
                     .kind = ARGUMENT_TEXT,
                     .value = "S",
                     .summary = N_("what the chances start from (1)")},
                    {.name = "community",
                     .kind = ARGUMENT_TEXT,
                     .value = "CODE12",
                     .summary = N_("statistical code of the community (430724001006)")}},
        .run = command_demo,
    },
    {
        .name = "import",
        .summary = N_("adds or changes records from a CSV, TSV or JSON file"),
        .detail = N_("The first row names the fields, by name or by label in either language. A "
                     "row with an error is left out and told; the rest goes in. An import that "
                     "was cut off goes on where it stopped when the same command is given again. "
                     "FILE - is standard input. FIELD=VALUE is what every row has beside its "
                     "columns."),
        .operands =
            {{.name = "FORM", .kind = ARGUMENT_FORM},
             {.name = "FILE", .kind = ARGUMENT_PATH},
             {.name = "FIELD=VALUE", .kind = ARGUMENT_TEXT, .optional = true, .many = true}},
        .options = {{.name = "encoding",
                     .kind = ARGUMENT_CHOICE,
                     .value = "E",
                     .choices = encodings_read,
                     .summary = N_("auto (as a rule), utf-8, gb18030, gbk, utf-16")},
                    {.name = "check", .summary = N_("only says what would happen")},
                    {.name = "report",
                     .kind = ARGUMENT_PATH,
                     .value = "FILE",
                     .summary =
                         N_("with --check: writes every error, warning and note with its row "
                            "and column, as CSV")},
                    {.name = "on-duplicate",
                     .kind = ARGUMENT_CHOICE,
                     .value = "reject|update|skip",
                     .choices = duplicate_policies,
                     .summary = N_("a row whose unique value is already there: reject it (as a "
                                   "rule), update the record, or skip the row")},
                    {.name = "rejects",
                     .kind = ARGUMENT_PATH,
                     .value = "FILE",
                     .summary = N_("writes the rejected rows with their reasons, to be mended and "
                                   "imported as they are")}},
        .run = command_import,
    },
    {
        .name = "export",
        .summary = N_("writes records as CSV, TSV or JSON that can be imported again"),
        .operands = {{.name = "FORM", .kind = ARGUMENT_FORM}},
        .options = {{.name = "where",
                     .kind = ARGUMENT_TEXT,
                     .value = "QUERY",
                     .summary = N_("only these: field=value, !=, > >= < <=, a..b, a|b, * and ?, "
                                   "joined by spaces")},
                    {.name = "fields",
                     .kind = ARGUMENT_TEXT,
                     .value = "A,B",
                     .summary = N_("only these fields, in this order")},
                    {.name = "format",
                     .kind = ARGUMENT_CHOICE,
                     .value = "csv|tsv|json|ead3",
                     .choices = export_formats,
                     .summary =
                         N_("csv as a rule; json is one object a line; ead3 is XML for archive "
                            "software")},
                    {.name = "layout",
                     .kind = ARGUMENT_LAYOUT,
                     .value = "NAME",
                     .summary = N_("the columns of a layout, as a county archive takes them: dates "
                                   "as YYYYMMDD, gb18030 in a file")},
                    {.name = "labels",
                     .summary = N_("labels and names of codes instead of field names and codes")},
                    {.name = "encoding",
                     .kind = ARGUMENT_CHOICE,
                     .value = "E",
                     .choices = encodings_written,
                     .summary = N_("utf-8 (as a rule), utf-8-bom, gb18030, gbk, utf-16")},
                    {.name = "output",
                     .kind = ARGUMENT_PATH,
                     .value = "FILE",
                     .summary = N_("into a file, which is there whole or not at all")},
                    {.name = "as-of",
                     .kind = ARGUMENT_TEXT,
                     .value = "DATE",
                     .summary = N_("as it was at the end of that day")},
                    {.name = "known",
                     .summary = N_("with --as-of: what was known that day, not how it was")}},
        .run = command_export,
    },
    {
        .name = "find",
        .summary = N_("finds records by anything: number, name, pinyin, initials, phone"),
        .detail = N_("One line a record: form, key, title, detail, with tabs between."),
        .operands = {{.name = "TEXT", .kind = ARGUMENT_TEXT, .many = true}},
        .options = {{.name = "form",
                     .kind = ARGUMENT_FORM,
                     .value = "F",
                     .summary = N_("only records of this form")},
                    {.name = "limit",
                     .kind = ARGUMENT_TEXT,
                     .value = "N",
                     .summary = N_("at most so many (20)")},
                    {.name = "format",
                     .kind = ARGUMENT_CHOICE,
                     .value = "tsv|json",
                     .choices = find_formats,
                     .summary = N_("tsv as a rule; json is one object a line")}},
        .run = command_find,
    },
    {
        .name = "show",
        .summary = N_("shows one record"),
        .detail = N_("KEY is the value of any unique field, or @ and the record's number."),
        .operands = {{.name = "FORM", .kind = ARGUMENT_FORM},
                     {.name = "KEY", .kind = ARGUMENT_TEXT}},
        .options = {{.name = "history", .summary = N_("every version, the newest first")},
                    {.name = "timeline",
                     .summary = N_("what happened to the household or person, day by day")},
                    {.name = "as-of",
                     .kind = ARGUMENT_TEXT,
                     .value = "DATE",
                     .summary = N_("as it was at the end of that day")},
                    {.name = "known",
                     .summary = N_("with --as-of: what was known that day, not how it was")},
                    {.name = "format",
                     .kind = ARGUMENT_CHOICE,
                     .value = "text|json",
                     .choices = show_formats,
                     .summary = N_("text for people (as a rule), or json with names and codes")}},
        .run = command_show,
    },
    {
        .name = "save",
        .summary = N_("adds or changes records, a JSON object a line on standard input"),
        .detail = N_("An object with \"key\" and \"version\" changes that record; null empties a "
                     "field. One line is answered for each, once it is on the disk: ok KEY "
                     "VERSION, or error FIELD MESSAGE."),
        .operands = {{.name = "FORM", .kind = ARGUMENT_FORM}},
        .options = {{.name = "checked",
                     .kind = ARGUMENT_TEXT,
                     .value = "NOTE",
                     .summary = N_("marks what is warned of as checked, with this note")}},
        .run = command_save,
    },
    {
        .name = "doubles",
        .summary = N_("lists residents who may be one person"),
        .detail = N_("One line for each two: score, how sure, both numbers, both names, what "
                     "agrees; the most alike first. --scan compares everybody first, in the time "
                     "one sort takes. KEY lists those of one resident. Nothing is merged by "
                     "itself: see act resident.merge and double.refuse."),
        .operands = {{.name = "KEY", .kind = ARGUMENT_TEXT, .optional = true}},
        .options = {{.name = "scan", .summary = N_("looks through all residents first")},
                    {.name = "where",
                     .kind = ARGUMENT_TEXT,
                     .value = "QUERY",
                     .summary = N_("only these doubles; state=1, the open ones, as a rule")},
                    {.name = "limit",
                     .kind = ARGUMENT_TEXT,
                     .value = "N",
                     .summary = N_("at most so many (1000)")},
                    {.name = "format",
                     .kind = ARGUMENT_CHOICE,
                     .value = "tsv|json",
                     .choices = find_formats,
                     .summary = N_("tsv as a rule; json is one object a line")}},
        .run = command_doubles,
    },
    {
        .name = "quality",
        .summary = N_("lists what is to be mended in the descriptions of the archive room"),
        .detail = N_("One line for each finding: rule, archival code, field, what is wrong. The "
                     "rules, with their sources, are those of verify --rules that begin with "
                     "archive. What was looked into and is right is marked by act "
                     "archive.check_warning, and is not listed again until it changes. Status 1 "
                     "where anything was found."),
        .options = {{.name = "rule",
                     .kind = ARGUMENT_TEXT,
                     .value = "RULE",
                     .summary = N_("only this rule, as archive.gap")},
                    {.name = "where",
                     .kind = ARGUMENT_TEXT,
                     .value = "QUERY",
                     .summary = N_("only of these items")},
                    {.name = "counts", .summary = N_("only how much there is of each rule")},
                    {.name = "limit",
                     .kind = ARGUMENT_TEXT,
                     .value = "N",
                     .summary = N_("at most so many of each rule (1000)")},
                    {.name = "format",
                     .kind = ARGUMENT_CHOICE,
                     .value = "tsv|json",
                     .choices = find_formats,
                     .summary = N_("tsv as a rule; json is one object a line")}},
        .run = command_quality,
    },
    {
        .name = "act",
        .summary = N_("does an action on people, households, rooms or archives"),
        .detail = N_("A parameter is written field=value; where several values are taken it may "
                     "be given several times. --list names the actions, --list ACTION its "
                     "parameters. The last line is the number of the change, for undo."),
        .operands =
            {{.name = "ACTION", .kind = ARGUMENT_ACTION, .optional = true},
             {.name = "FIELD=VALUE", .kind = ARGUMENT_TEXT, .optional = true, .many = true}},
        .options = {{.name = "list", .summary = N_("names the actions, or an action's parameters")},
                    {.name = "preview", .summary = N_("says what would change, changes nothing")},
                    {.name = "format",
                     .kind = ARGUMENT_CHOICE,
                     .value = "text|json",
                     .choices = show_formats,
                     .summary = N_("text for people (as a rule), or json with names and codes")}},
        .run = command_act,
    },
    {
        .name = "undo",
        .summary = N_("takes a change back, by a change of its own"),
        .detail = N_("CHANGE is the number that act printed or show --history names. Refused where "
                     "a later change stands on it. Of a batch, records that were changed since "
                     "are left and named."),
        .operands = {{.name = "CHANGE", .kind = ARGUMENT_TEXT, .optional = true}},
        .options = {{.name = "reason",
                     .kind = ARGUMENT_TEXT,
                     .value = "TEXT",
                     .summary = N_("why; it is kept with the change"),
                     .required = true},
                    {.name = "batch",
                     .kind = ARGUMENT_TEXT,
                     .value = "N",
                     .summary = N_("all that was keyed in a sitting, or imported from a file")},
                    {.name = "preview", .summary = N_("says what would change, changes nothing")},
                    {.name = "format",
                     .kind = ARGUMENT_CHOICE,
                     .value = "text|json",
                     .choices = show_formats,
                     .summary = N_("text for people (as a rule), or json with names and codes")}},
        .run = command_undo,
    },
    {
        .name = "count",
        .summary = N_("counts records"),
        .operands = {{.name = "FORM", .kind = ARGUMENT_FORM}},
        .options = {{.name = "where",
                     .kind = ARGUMENT_TEXT,
                     .value = "QUERY",
                     .summary = N_("only these: field=value, !=, > >= < <=, a..b, a|b, * and ?, "
                                   "joined by spaces")},
                    {.name = "by",
                     .kind = ARGUMENT_TEXT,
                     .value = "FIELD",
                     .summary = N_("one line for each value: value, tab, number")},
                    {.name = "as-of",
                     .kind = ARGUMENT_TEXT,
                     .value = "DATE",
                     .summary = N_("as it was at the end of that day")},
                    {.name = "known",
                     .summary = N_("with --as-of: what was known that day, not how it was")}},
        .run = command_count,
    },
    {
        .name = "shelves",
        .summary = N_("tells how full shelves are"),
        .detail = N_("PREFIX is a place or the first parts of one, like 01-A-03. One line for each "
                     "shelf, with tabs between: number, percent, millimetres taken, length, boxes, "
                     "items in no box."),
        .options = {{.name = "rows", .summary = N_("the sums of each row")},
                    {.name = "over", .summary = N_("only those on which more stands than fits")}},
        .operands = {{.name = "PREFIX", .kind = ARGUMENT_TEXT, .optional = true}},
        .run = command_shelves,
    },
    {
        .name = "where",
        .summary = N_("says where items, volumes, boxes and shelves are"),
        .detail = N_("CODE is an archival code, a number of a box or a shelf, or what a label "
                     "says. One line for each, with tabs between: form, key, title, where."),
        .operands = {{.name = "CODE", .kind = ARGUMENT_TEXT, .many = true}},
        .run = command_where,
    },
    {
        .name = "tree",
        .summary = N_("counts records by the fields of the form's tree, branch by branch"),
        .detail = N_("VALUEs lead to a branch, the outermost first (\"\": not filled in). One line "
                     "for each branch below it, with tabs between: field, value, records, name."),
        .operands = {{.name = "FORM", .kind = ARGUMENT_FORM},
                     {.name = "VALUE", .kind = ARGUMENT_TEXT, .optional = true, .many = true}},
        .run = command_tree,
    },
    {
        .name = "report",
        .summary = N_("lists the reports, or makes one: sheets, tables, lists, pyramids"),
        .detail =
            N_("Reports are files in forms/, ours and the registry's own. Without NAME each is "
               "listed: name, kind, label."),
        .operands = {{.name = "NAME", .kind = ARGUMENT_REPORT, .optional = true}},
        .options = {{.name = "period",
                     .kind = ARGUMENT_TEXT,
                     .value = "PERIOD",
                     .summary = N_("2026-11, 2026-Q4, 2026-H2, 2026, or a day; tables and lists "
                                   "are as of its last day")},
                    {.name = "by",
                     .kind = ARGUMENT_CHOICE,
                     .value = "event|report",
                     .choices = report_days,
                     .summary = N_("by the day things happened, or the day they were reported")},
                    {.name = "where",
                     .kind = ARGUMENT_TEXT,
                     .value = "QUERY",
                     .summary = N_("only these: field=value, !=, > >= < <=, a..b, a|b, * and ?, "
                                   "joined by spaces")},
                    {.name = "names",
                     .kind = ARGUMENT_TEXT,
                     .value = "ROW,COLUMN",
                     .summary = N_("those behind one of its numbers; * is the total")},
                    {.name = "format",
                     .kind = ARGUMENT_CHOICE,
                     .value = "text|tsv|json",
                     .choices = report_formats,
                     .summary = N_("text for people (as a rule); tsv; json, one object a line")},
                    {.name = "labels",
                     .summary = N_("labels and names of codes instead of field names and codes")},
                    {.name = "encoding",
                     .kind = ARGUMENT_CHOICE,
                     .value = "E",
                     .choices = encodings_written,
                     .summary = N_("utf-8 (as a rule), utf-8-bom, gb18030, gbk, utf-16")},
                    {.name = "output",
                     .kind = ARGUMENT_PATH,
                     .value = "FILE",
                     .summary = N_("into a file, which is there whole or not at all")}},
        .run = command_report,
    },
    {
        .name = "print",
        .summary = N_("prints catalogues, labels, slips and lists: as PDF, or for a line printer"),
        .detail =
            N_("Layouts are files in forms/, ours and the registry's own; --list names each: name, "
               "kind, form, label. KEY names the records, --where finds them; without either, all "
               "of them are printed. Without --output text goes to standard output."),
        .operands = {{.name = "LAYOUT", .kind = ARGUMENT_LAYOUT, .optional = true},
                     {.name = "KEY", .kind = ARGUMENT_TEXT, .optional = true, .many = true}},
        .options = {{.name = "list", .summary = N_("lists the layouts")},
                    {.name = "where",
                     .kind = ARGUMENT_TEXT,
                     .value = "QUERY",
                     .summary = N_("only these: field=value, !=, > >= < <=, a..b, a|b, * and ?, "
                                   "joined by spaces")},
                    {.name = "format",
                     .kind = ARGUMENT_CHOICE,
                     .value = "pdf|text",
                     .choices = print_formats,
                     .summary = N_("pdf (into a file, as a rule), or text in fixed columns")},
                    {.name = "columns",
                     .kind = ARGUMENT_TEXT,
                     .value = "N",
                     .summary = N_("of text: so many to a line (80); 132 on wide paper")},
                    {.name = "encoding",
                     .kind = ARGUMENT_CHOICE,
                     .value = "E",
                     .choices = encodings_written,
                     .summary = N_("of text: utf-8 (as a rule), gb18030, gbk")},
                    {.name = "output",
                     .kind = ARGUMENT_PATH,
                     .value = "FILE",
                     .summary = N_("into a file, which is there whole or not at all")},
                    {.name = "replace", .summary = N_("in the place of a file that is there")},
                    {.name = "printer",
                     .kind = ARGUMENT_TEXT,
                     .value = "NAME",
                     .summary = N_("on this printer, by lp; - is the usual one")},
                    {.name = "steps",
                     .hidden = true,
                     .summary = N_("says on standard output how far it is")}},
        .run = command_print,
    },
    {
        .name = "keying",
        .summary = N_("tells how well who keys, from what was keyed a second time"),
        .detail = N_("One line for each clerk and part (keyed, verified), with tabs between: "
                     "clerk, part, records, those unchanged since, fields, errors, errors in "
                     "1,000 fields."),
        .options = {{.name = "where",
                     .kind = ARGUMENT_TEXT,
                     .value = "QUERY",
                     .summary = N_("only these second keyings: verified_on=2026-11, batch=5")}},
        .run = command_keying,
    },
    {
        .name = "files",
        .summary = N_("reads the electronic files that archive records name, and compares them"),
        .detail = N_("One line for each that is missing, changed, or has no digest: state, "
                     "archival code, path, with tabs between. A path that does not begin with / "
                     "is taken from the folder files of the registry."),
        .options = {{.name = "where",
                     .kind = ARGUMENT_TEXT,
                     .value = "QUERY",
                     .summary = N_("only these: field=value, !=, > >= < <=, a..b, a|b, * and ?, "
                                   "joined by spaces")},
                    {.name = "fill", .summary = N_("keeps the digest of files that have none")},
                    {.name = "all", .summary = N_("a line for each file that is unchanged too")}},
        .run = command_files,
    },
    {
        .name = "stamp",
        .summary = N_("prints what stands in the filing stamp of archive records"),
        .detail = N_("Two rows of three boxes, each with its heading; with --lines or --where one "
                     "line for each: archival code, fonds, year, item, office, retention, pages."),
        .operands = {{.name = "CODE", .kind = ARGUMENT_TEXT, .optional = true, .many = true}},
        .options = {{.name = "where",
                     .kind = ARGUMENT_TEXT,
                     .value = "QUERY",
                     .summary = N_("only these: field=value, !=, > >= < <=, a..b, a|b, * and ?, "
                                   "joined by spaces")},
                    {.name = "lines", .summary = N_("one line for each")}},
        .run = command_stamp,
    },
    {
        .name = "stocktake",
        .summary = N_("prints the list of a stocktake to take along, and reads scanned codes back"),
        .detail = N_("The list stands in the order of the shelves, with a box to tick for each. "
                     "With --read, a file of codes, one a line (a first column, where a scanner "
                     "adds others): archival codes, box numbers, labels; the line of a shelf says "
                     "where those behind it are. What was counted already stays as it is, so that "
                     "a file may be read again."),
        .operands = {{.name = "NUMBER", .kind = ARGUMENT_TEXT}},
        .options = {{.name = "read",
                     .kind = ARGUMENT_PATH,
                     .value = "FILE",
                     .summary = N_("codes that were scanned; - is standard input")},
                    {.name = "place",
                     .kind = ARGUMENT_TEXT,
                     .value = "SHELF",
                     .summary = N_("where the first of them are")},
                    {.name = "format",
                     .kind = ARGUMENT_CHOICE,
                     .value = "text|csv",
                     .choices = list_formats,
                     .summary = N_("of the list; text is for paper")}},
        .run = command_stocktake,
    },
    {
        .name = "check-id",
        .summary = N_("judges citizen identity numbers by part"),
        .detail = N_("Numbers are arguments, or one a line on standard input. One line for each, "
                     "with tabs between: number, verdict (ok, length, character, date, "
                     "checksum), birth date, sex (1 male, 2 female), region. Needs no registry."),
        .operands = {{.name = "NUMBER", .kind = ARGUMENT_TEXT, .optional = true, .many = true}},
        .run = command_check_id,
    },
    {
        .name = "forms",
        .summary = N_("checks the form files: every fault with file and line"),
        .operands = {{.name = "check", .kind = ARGUMENT_CHOICE, .choices = forms_actions}},
        .run = command_forms,
    },
    {
        .name = "verify",
        .summary = N_("walks the whole registry and says what is wrong; repairs nothing"),
        .detail = N_("What a rule between records found ends in [ID]. Warnings that were marked as "
                     "checked are not told."),
        .options = {{.name = "rules", .summary = N_("lists these rules instead")}},
        .run = command_verify,
    },
    {
        .name = "backup",
        .summary = N_("copies the registry into a new folder while it is in use"),
        .detail = N_("The copy is recovered and verified before it counts as complete."),
        .operands = {{.name = "DIR", .kind = ARGUMENT_FOLDER}},
        .run = command_backup,
    },
    {
        .name = "restore",
        .summary = N_("makes the registry from a backup"),
        .detail = N_("The registry (-r) must not be there yet: nothing is ever overwritten."),
        .operands = {{.name = "DIR", .kind = ARGUMENT_FOLDER}},
        .run = command_restore,
    },
    {
        .name = "keeper",
        .summary = N_("serves a registry in the foreground"),
        .detail = N_("Screens and commands start a keeper where there is none; a shared host runs "
                     "it as a service. SIGTERM ends it when what runs is done."),
        .options = {{.name = "cache",
                     .kind = ARGUMENT_TEXT,
                     .value = "MIB",
                     .summary = N_("memory for the cache, in MiB")},
                    {.name = "on-demand", .hidden = true, .summary = N_("ends when nobody asks")},
                    {.name = "idle",
                     .kind = ARGUMENT_TEXT,
                     .value = "SECONDS",
                     .summary = N_("how long it waits after the last session"),
                     .hidden = true},
                    {.name = "ready",
                     .kind = ARGUMENT_TEXT,
                     .value = "DESCRIPTOR",
                     .summary = N_("where a byte is written when it listens"),
                     .hidden = true}},
        .run = command_keeper,
    },
    {
        .name = "completion",
        .summary = N_("writes the completion of these commands for a shell"),
        .detail = N_("bash: eval \"$(jumin completion bash)\" in ~/.bashrc; zsh: the same with "
                     "zsh in ~/.zshrc, after compinit."),
        .operands = {{.name = "SHELL", .kind = ARGUMENT_CHOICE, .choices = shells}},
        .run = command_completion,
    },
    {.name = NULL},
};

static int dispatch(struct invocation *invocation, enum invocation_wish wish)
{
    if (wish == WISH_VERSION) {
        output_line("jumin " JUMIN_VERSION);
        return STATUS_DONE;
    }
    if (wish == WISH_HELP) {
        invocation_help(invocation);
        return STATUS_DONE;
    }
    return invocation->command ? invocation->command->run(invocation)
                               : command_interface(invocation);
}

int main(int argc, char **argv)
{
    (void)argc;
    output_start();
    message_start(NULL);
    struct invocation invocation = {.commands = commands, .arena = arena_new()};
    struct fault fault = {0};
    enum invocation_wish wish;
    static const char *const nothing[] = {NULL};
    const char *const *arguments = argv[0] ? (const char *const *)argv + 1 : nothing;
    bool right = invocation_read(&invocation, arguments, &wish, &fault);
    if (invocation.language && !message_start(invocation.language) && right)
        right = fault_set(&fault, invocation.arena, FAULT_USAGE, NULL,
                          N_("there is no language {1}; there are zh_CN and en"),
                          invocation.language, NULL);
    int status = right ? dispatch(&invocation, wish) : invocation_fault(&invocation, &fault);
    if (right && !output_finish(invocation.arena, &fault) && status == STATUS_DONE)
        status = invocation_fault(&invocation, &fault);
    arena_free(invocation.arena);
    return status;
}
