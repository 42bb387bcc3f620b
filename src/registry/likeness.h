#ifndef REGISTRY_LIKENESS_H
#define REGISTRY_LIKENESS_H

/* Whether two records are of one person: a judgement by table, without a store, that anybody can
 * follow because it names what agreed. Three layers, of which the first that holds decides:
 *   1. one document: the same number, in whichever field and form (15 digits upgraded);
 *   2. name, birth date and sex the same; or the name with the last four of the number, or with a
 *      telephone; or household and birth date with a name one character off;
 *   3. the sum of the weights of all that agrees and of all that does not.
 * What is missing on either side says nothing, for or against: else records with little in them
 * would be like everybody. Twins (one birth date, one home, another given name) are two people, and
 * so are two who hold complete ID numbers that no slip of a key explains. */

#include "form/record.h"
#include "registry/likeness_name.h"
#include "text/identity.h"

enum evidence {
    EVIDENCE_NUMBER,        /* the same document number */
    EVIDENCE_NUMBER_FORMER, /* that one of them had before: it may have been another's by mistake */
    EVIDENCE_NUMBER_NEAR,   /* ID numbers a slip apart: one or two places of region or date */
    EVIDENCE_NUMBER_TAIL,   /* the last four */
    EVIDENCE_NUMBER_SERIES, /* one region and birth date, another sequence */
    EVIDENCE_NUMBER_OTHER,  /* two complete ID numbers */
    EVIDENCE_NAME,
    EVIDENCE_NAME_VARIANT, /* traditional and simplified */
    EVIDENCE_NAME_ORDER,
    EVIDENCE_NAME_PINYIN,
    EVIDENCE_NAME_RARE, /* a character replaced by its pinyin, ? or □ */
    EVIDENCE_NAME_PART, /* one character off */
    EVIDENCE_NAME_FORMER,
    EVIDENCE_NAME_OTHER,
    EVIDENCE_BIRTH,
    EVIDENCE_BIRTH_MONTH, /* the same as far as one of them is known */
    EVIDENCE_BIRTH_YEAR,
    EVIDENCE_BIRTH_SWAPPED, /* day and month the other way round */
    EVIDENCE_BIRTH_NEAR,    /* one digit, or one year, off */
    EVIDENCE_BIRTH_LUNAR,   /* as far apart as the two calendars are */
    EVIDENCE_BIRTH_OTHER,
    EVIDENCE_SEX,
    EVIDENCE_SEX_OTHER,
    EVIDENCE_PHONE,
    EVIDENCE_PHONE_TAIL, /* the last seven digits */
    EVIDENCE_HOUSEHOLD,
    EVIDENCE_ADDRESS,
    EVIDENCE_ETHNICITY_OTHER,
    EVIDENCES
};

enum likeness_band { BAND_NONE, BAND_POSSIBLE, BAND_LIKELY, BAND_CERTAIN, BANDS };
/* As forms/codes/double_band.tsv has them; "" for none. */
extern const char *const likeness_band_codes[BANDS];

struct likeness {
    enum likeness_band band;
    unsigned score;    /* 0 to 100 */
    uint32_t evidence; /* bits of enum evidence */
};

enum { PERSON_NUMBERS = 6, PERSON_PHONES = 4, PERSON_VALUE = 40 };

/* What the judgement reads of a resident; texts are the record's. */
struct person {
    const struct record *record;
    struct person_name name, former;
    bool has_former;
    const char *birth, *sex, *household, *address, *hukou, *ethnicity;
    char phones[PERSON_PHONES][PERSON_VALUE];   /* "": no more */
    char numbers[PERSON_NUMBERS][PERSON_VALUE]; /* the same; the first is id_number */
    bool citizen;                               /* the first is a right number of GB 11643 */
};

/* The fields of residents that the judgement reads; NULL where the forms have none. */
struct likeness_fields {
    const struct field *name, *former_name, *sex, *birth, *id_number, *other_numbers, *phone,
        *household, *address, *hukou, *ethnicity;
};
struct likeness_fields likeness_fields(const struct form *form);
/* Marks in wanted (field_count of them) those fields. */
void likeness_wanted(const struct likeness_fields *fields, bool *wanted);

/* record must outlive person. */
void person_read(struct person *person, const struct record *record,
                 const struct likeness_fields *fields);
struct likeness likeness_judge(const struct person *a, const struct person *b);
/* What agreed, as the field `matched` of a double keeps it: codes of double_evidence.tsv joined by
 * MANY_SEPARATOR. In arena; NULL where nothing did. */
const char *likeness_matched(uint32_t evidence, struct arena *arena);

/* Blocking keys: two people are compared only where they share one. Within a block quick, the few
 * facts that stand beside the key, tells most pairs apart without reading their records. */
struct likeness_key {
    uint64_t key;
    uint64_t number;
    uint32_t birth;      /* year * 10000 + month * 100 + day, 0 for what is not known */
    uint32_t household;  /* a hash, 0: none */
    uint32_t characters; /* a bit for each character of the given name; all: some may be any */
    uint16_t kind;       /* enum likeness_key_kind */
    uint16_t sequence;   /* of a citizen's ID number, and 1; 0: none */
};
enum likeness_key_kind { KEY_NAME, KEY_BIRTH, KEY_PHONE, KEY_NUMBER, KEY_HOME, KEY_KINDS };
enum { LIKENESS_KEYS_MOST = 24 };
/* Fills keys (LIKENESS_KEYS_MOST of them); returns how many. */
size_t likeness_keys(const struct person *person, struct likeness_key *keys);
/* Whether two that share a key may be one person: false for certain, true for perhaps. */
bool likeness_quick(const struct likeness_key *a, const struct likeness_key *b);

#endif
