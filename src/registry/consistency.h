#ifndef REGISTRY_CONSISTENCY_H
#define REGISTRY_CONSISTENCY_H

/* What must agree between records, and what is only unlikely: one table of rules, each with a
 * source or a setting of registry.conf, judged the same while keying, in saving, in actions, in
 * imports and by `verify`. What a rule finds is a finding; one that is no error can be marked as
 * checked (registry/checked.h) and is then quiet until a value that it looked at changes.
 *
 * Some hard rules hold by construction and stand in no table: a person has one household number,
 * an ID number is unique (temporary numbers are none), a number contradicts neither sex nor birth
 * date (form/check.h). */

#include "form/record.h"
#include "registry/relations.h"
#include "registry/settings.h"
#include "registry/trade.h"
#include "text/date.h"

enum rule_kind {
    RULE_PERSON,    /* a resident alone */
    RULE_HOUSEHOLD, /* those who live in a household now */
    RULE_EVENT,     /* a person and what happened to him (registry/events.h) */
    RULE_PHONE,     /* those who give the same phone */
    RULE_FORM,      /* a warning of a form file */
    RULE_ARCHIVE,   /* the description of archive items (registry/consistency_archive.h) */
};

struct judging;
struct member;

struct consistency_rule {
    const char *id; /* stable: scripts count by it; its name is in forms/codes/rule.tsv */
    enum rule_kind kind;
    bool hard;           /* an error; else a warning */
    const char *message; /* message id */
    const char *source;  /* law or standard, both languages; NULL: good practice */
    const char *setting; /* of registry.conf, or NULL */
    /* person NULL: the household as a whole. */
    void (*judge)(const struct judging *judging, const struct member *person);
    bool collective; /* of a collective household too */
    /* Of an archive item or volume alone; NULL: of a series, a volume or a box. */
    void (*describe)(const struct judging *judging, const struct record *record);
    bool described; /* not while keying: in imports, by verify and in lists */
};
const struct consistency_rule *consistency_rules(size_t *count);
const struct consistency_rule *consistency_rule_named(const char *id);

/* A resident as rules look at one. */
struct member {
    const struct record *record;
    const char *relation; /* code, or NULL */
    enum relation_kind kind;
    struct date birth; /* year 0: not known */
    char sex;          /* '1', '2', or 0 where it is not known */
};
struct member member_of(const struct trade *trade, const struct record *resident);

/* Those who live in a household now: members who are registered here. Where not every member is
 * at hand (an import), rules that need them all are silent. */
struct family {
    const char *no;
    const struct record *household; /* or NULL where it was not read */
    bool collective;                /* nobody need head it, and they are no relatives */
    bool whole;                     /* every member is here */
    bool kept;      /* as it is in the store: what the household says of its head counts too */
    uint64_t named; /* with kept: the number of the resident it names as its head, 0: none */
    struct member *persons;
    size_t count;
    /* of them, or NULL: */
    const struct member *head, *spouse;   /* the first of each */
    const struct member *father, *mother; /* of the head */
};
/* Finds who is who among persons. */
void family_order(struct family *family);

enum { LOOKED_MOST = 8 };

struct finding {
    const struct consistency_rule *rule;
    const struct record *subject; /* the resident it is said of; NULL: the household `no` */
    const char *no;               /* the household, or NULL */
    const struct field *field;    /* of a resident: where it is said */
    const char *arguments[FAULT_ARGUMENTS];
    struct looked { /* the values that were looked at */
        const struct record *record;
        const struct field *field;
    } looked[LOOKED_MOST];
    size_t looked_count;
    const char *text; /* what was looked at beside them, or NULL */
};
typedef void finding_function(void *context, const struct finding *finding);

/* What rules are judged with. */
struct judging {
    const struct trade *trade;
    const struct limits *limits;
    const struct date *today;
    struct arena *arena; /* of findings' arguments */
    const struct family *family;
    finding_function *found;
    void *context;
    const struct consistency_rule *rule; /* the one being judged */
};

/* Rules of kind RULE_PERSON. */
void consistency_person(struct judging *judging, const struct member *person);
/* Rules of kind RULE_HOUSEHOLD for every member and for the family (judging->family) as a whole;
 * where focus is given, what looks at that member alone. */
void consistency_family(struct judging *judging, const struct member *focus);
/* A phone that count people give, one of whom is subject. */
void consistency_phone(struct judging *judging, const struct record *subject, const char *phone,
                       size_t count);
/* A warning of a form file, which holds of the record. */
struct finding finding_of_form(const struct rule *rule, const struct record *record,
                               struct arena *arena);

/* The first field of the record whose value was looked at, NULL: none. */
const struct field *finding_looks(const struct finding *finding, const struct record *record);
/* Whether this one was. */
bool finding_looks_at(const struct finding *finding, const struct record *record,
                      const struct field *field);
/* A digest of the rule, the values it looked at and, in a household, whose they are: 16 hexadecimal
 * digits. The household's own number is part of it only where nobody in particular is looked at. */
enum { FINGERPRINT_SIZE = 17 };
void finding_fingerprint(const struct finding *finding, struct arena *scratch,
                         char out[FINGERPRINT_SIZE]);
/* As a fault of record, at one of its fields: the finding's own, or the first it looked at. record
 * NULL: of nothing at hand, and it says whom it is about. */
struct fault finding_fault(const struct finding *finding, const struct record *record,
                           struct arena *arena);
/* Whether any rule looks at the field: nothing to ask where none does. */
bool consistency_concerns(const char *form, const char *field);

#endif
