#include "registry/kinship.h"

#include <stddef.h>
#include <string.h>

enum { ANY = 0, MAN = '1', WOMAN = '2' };

/* result: "=" the same as before; one code; "man/woman" by the person's sex; "elder,younger" of
 * each by who of the person and the heir was born first. */
static const struct rule {
    const char *heir, *last_heir; /* relations of the new head to the head before */
    const char *person, *last_person;
    char before; /* sex of the head before */
    char heir_sex;
    const char *result;
    bool asked; /* likely, but not certain */
} rules[] = {
    /* Husband or wife. */
    {"10", "12", "02", "02", ANY, ANY, "11/12", false},
    {"10", "12", "27", "27", ANY, ANY, "=", true},
    {"10", "12", "37", "37", ANY, ANY, "=", true},
    {"10", "12", "20", "49", ANY, ANY, "=", false},
    {"10", "12", "50", "50", ANY, ANY, "53/54", true},
    {"10", "12", "51", "52", ANY, WOMAN, "53/54", false},
    {"10", "12", "51", "52", ANY, MAN, "55/56", false},
    {"10", "12", "53", "56", ANY, ANY, "51/52", false},
    {"10", "12", "57", "58", ANY, WOMAN, "53/54", true},
    {"10", "12", "57", "58", ANY, MAN, "55/56", true},
    {"10", "12", "59", "59", ANY, ANY, "=", false},
    {"10", "12", "60", "64", ANY, ANY, "65", false},
    {"10", "12", "65", "65", ANY, ANY, "60", false},
    {"10", "12", "66", "67", ANY, ANY, "68", false},
    {"10", "12", "68", "68", ANY, ANY, "66/67", false},
    {"10", "12", "69", "69", ANY, ANY, "=", false},
    {"10", "12", "70", "97", ANY, ANY, "97", false},
    {"10", "12", "99", "99", ANY, ANY, "=", false},
    /* An adopted or stepchild. */
    {"27", "27", "02", "02", ANY, ANY, "57/58", false},
    {"37", "37", "02", "02", ANY, ANY, "57/58", false},
    {"27", "27", "10", "12", ANY, ANY, "51/52", true},
    {"37", "37", "10", "12", ANY, ANY, "51/52", true},
    /* A son-in-law, a daughter-in-law. */
    {"38", "38", "02", "12", ANY, ANY, "53/54", false},
    {"28", "28", "02", "12", ANY, ANY, "55/56", false},
    {"38", "38", "20", "27", ANY, ANY, "11", true},
    {"28", "28", "30", "37", ANY, ANY, "12", true},
    {"28", "28", "20", "39", ANY, ANY, "97", false},
    {"38", "38", "20", "39", ANY, ANY, "97", false},
    {"28", "28", "40", "49", ANY, ANY, "20/30", true},
    {"38", "38", "40", "49", ANY, ANY, "20/30", true},
    {"28", "28", "50", "59", ANY, ANY, "65", false},
    {"38", "38", "50", "59", ANY, ANY, "65", false},
    {"28", "28", "60", "69", ANY, ANY, "68", false},
    {"38", "38", "60", "69", ANY, ANY, "68", false},
    {"28", "28", "70", "97", ANY, ANY, "97", false},
    {"38", "38", "70", "97", ANY, ANY, "97", false},
    {"28", "28", "99", "99", ANY, ANY, "=", false},
    {"38", "38", "99", "99", ANY, ANY, "=", false},
    /* A son or a daughter. */
    {"20", "39", "02", "12", ANY, ANY, "51/52", false},
    {"20", "39", "28", "28", ANY, WOMAN, "11", true},
    {"20", "39", "28", "28", ANY, ANY, "76,78", true},
    {"20", "39", "38", "38", ANY, MAN, "12", true},
    {"20", "39", "38", "38", ANY, ANY, "72,74", true},
    {"20", "39", "20", "39", ANY, ANY, "71,73/75,77", false},
    {"20", "39", "41", "42", ANY, WOMAN, "93/94", false},
    {"20", "39", "43", "44", ANY, MAN, "95/96", false},
    {"20", "39", "40", "44", ANY, ANY, "20/30", true},
    {"20", "39", "45", "45", ANY, ANY, "38", true},
    {"20", "39", "46", "46", ANY, ANY, "28", true},
    {"20", "39", "47", "48", ANY, ANY, "41/42", true},
    {"20", "39", "49", "49", ANY, ANY, "20/30", true},
    {"20", "39", "51", "52", MAN, ANY, "61/62", false},
    {"20", "39", "51", "52", WOMAN, ANY, "63/64", false},
    {"20", "39", "53", "54", ANY, ANY, "61/62", false},
    {"20", "39", "55", "56", ANY, ANY, "63/64", false},
    {"20", "39", "50", "50", ANY, ANY, "60", false},
    {"20", "39", "57", "59", ANY, ANY, "69", false},
    {"20", "39", "60", "64", ANY, ANY, "66/67", false},
    {"20", "39", "65", "69", ANY, ANY, "69", false},
    {"20", "39", "71", "71", MAN, ANY, "81", false},
    {"20", "39", "72", "72", MAN, ANY, "82", false},
    {"20", "39", "73", "73", MAN, ANY, "83", false},
    {"20", "39", "74", "74", MAN, ANY, "84", false},
    {"20", "39", "75", "75", MAN, ANY, "90", false},
    {"20", "39", "76", "76", MAN, ANY, "89", false},
    {"20", "39", "77", "77", MAN, ANY, "90", false},
    {"20", "39", "78", "78", MAN, ANY, "89", false},
    {"20", "39", "71", "71", WOMAN, ANY, "85", false},
    {"20", "39", "72", "72", WOMAN, ANY, "86", false},
    {"20", "39", "73", "73", WOMAN, ANY, "85", false},
    {"20", "39", "74", "74", WOMAN, ANY, "86", false},
    {"20", "39", "75", "75", WOMAN, ANY, "88", false},
    {"20", "39", "76", "76", WOMAN, ANY, "87", false},
    {"20", "39", "77", "77", WOMAN, ANY, "88", false},
    {"20", "39", "78", "78", WOMAN, ANY, "87", false},
    {"20", "39", "93", "94", MAN, ANY, "91", false},
    {"20", "39", "93", "96", ANY, ANY, "92", false},
    {"20", "39", "70", "97", ANY, ANY, "97", false},
    {"20", "39", "99", "99", ANY, ANY, "=", false},
    /* A grandchild. */
    {"45", "46", "02", "12", ANY, ANY, "65", false},
    {"45", "46", "20", "39", ANY, ANY, "97", true},
    {"45", "46", "50", "59", ANY, ANY, "68", false},
    {"45", "46", "40", "49", ANY, ANY, "20/30", true},
    {"41", "42", "02", "12", ANY, ANY, "61/62", false},
    {"43", "44", "02", "12", ANY, ANY, "63/64", false},
    {"40", "49", "20", "39", ANY, ANY, "51/52", true},
    {"40", "49", "40", "44", ANY, ANY, "71,73/75,77", true},
    {"40", "49", "50", "56", ANY, ANY, "66/67", false},
    {"40", "49", "99", "99", ANY, ANY, "=", false},
    /* Father or mother. */
    {"51", "52", "02", "02", ANY, ANY, "20/30", false},
    {"57", "58", "02", "02", ANY, ANY, "27/37", false},
    {"51", "52", "10", "12", ANY, ANY, "28/38", false},
    {"57", "58", "10", "12", ANY, ANY, "28/38", false},
    {"51", "52", "28", "28", ANY, ANY, "46", false},
    {"51", "52", "38", "38", ANY, ANY, "45", false},
    {"51", "52", "20", "39", MAN, ANY, "41/42", false},
    {"51", "52", "20", "39", WOMAN, ANY, "43/44", false},
    {"51", "52", "45", "46", ANY, ANY, "49", true},
    {"51", "52", "40", "49", ANY, ANY, "47/48", false},
    {"51", "52", "51", "52", ANY, ANY, "11/12", false},
    {"51", "52", "57", "58", ANY, ANY, "11/12", true},
    {"51", "52", "53", "56", ANY, ANY, "97", false},
    {"51", "51", "61", "62", ANY, ANY, "51/52", false},
    {"51", "51", "63", "64", ANY, ANY, "55/56", false},
    {"52", "52", "61", "62", ANY, ANY, "53/54", false},
    {"52", "52", "63", "64", ANY, ANY, "51/52", false},
    {"51", "52", "72", "72", ANY, ANY, "38", false},
    {"51", "52", "74", "74", ANY, ANY, "38", false},
    {"51", "52", "76", "76", ANY, ANY, "28", false},
    {"51", "52", "78", "78", ANY, ANY, "28", false},
    {"51", "52", "70", "77", ANY, ANY, "20/30", false},
    {"51", "52", "93", "94", ANY, ANY, "41/42", false},
    {"51", "52", "95", "96", ANY, ANY, "43/44", false},
    {"57", "58", "51", "52", ANY, ANY, "11/12", true},
    {"50", "59", "99", "99", ANY, ANY, "=", false},
    /* Father- or mother-in-law. */
    {"53", "54", "02", "02", ANY, ANY, "38", false},
    {"55", "56", "02", "02", ANY, ANY, "28", false},
    {"53", "56", "10", "12", ANY, ANY, "20/30", false},
    {"53", "54", "20", "39", ANY, ANY, "41/42", true},
    {"55", "56", "20", "39", ANY, ANY, "43/44", true},
    {"53", "54", "53", "54", ANY, ANY, "11/12", false},
    {"55", "56", "55", "56", ANY, ANY, "11/12", false},
    {"53", "56", "51", "52", ANY, ANY, "97", false},
    /* Grandfather or grandmother. */
    {"61", "62", "02", "02", ANY, ANY, "41/42", false},
    {"63", "64", "02", "02", ANY, ANY, "43/44", false},
    {"61", "64", "61", "64", ANY, ANY, "11/12", true},
    {"61", "62", "51", "52", ANY, ANY, "20/30", true},
    {"63", "64", "51", "52", ANY, ANY, "20/30", true},
    {"60", "69", "99", "99", ANY, ANY, "=", false},
    /* A brother's wife, a sister's husband. */
    {"72", "72", "02", "98", ANY, ANY, "97", true},
    {"74", "74", "02", "98", ANY, ANY, "97", true},
    {"76", "76", "02", "98", ANY, ANY, "97", true},
    {"78", "78", "02", "98", ANY, ANY, "97", true},
    /* Brother or sister. */
    {"71", "77", "02", "02", ANY, ANY, "71,73/75,77", false},
    {"71", "77", "10", "12", ANY, ANY, "76,78/72,74", true},
    {"71", "77", "20", "39", MAN, ANY, "93/94", false},
    {"71", "77", "20", "39", WOMAN, ANY, "95/96", false},
    {"71", "77", "40", "49", ANY, ANY, "97", false},
    {"71", "77", "51", "52", ANY, ANY, "=", false},
    {"71", "77", "57", "64", ANY, ANY, "=", false},
    {"71", "77", "53", "56", ANY, ANY, "97", false},
    {"71", "77", "71", "71", ANY, ANY, "71,73/75,77", false},
    {"71", "77", "73", "73", ANY, ANY, "71,73/75,77", false},
    {"71", "77", "75", "75", ANY, ANY, "71,73/75,77", false},
    {"71", "77", "77", "77", ANY, ANY, "71,73/75,77", false},
    {"71", "77", "81", "92", ANY, ANY, "=", false},
    {"71", "77", "97", "99", ANY, ANY, "=", false},
    /* Nobody's relative. */
    {"99", "99", "02", "98", ANY, ANY, "99", false},
    {"99", "99", "99", "99", ANY, ANY, "99", true},
    /* Any other relative. */
    {"80", "97", "02", "02", ANY, ANY, "97", false},
    {"02", "98", "99", "99", ANY, ANY, "99", false},
};

static bool within(const char *code, const char *first, const char *last)
{
    return strcmp(code, first) >= 0 && strcmp(code, last) <= 0;
}

static bool is_sex(const char *sex, char wanted)
{
    return wanted == ANY || (sex && sex[0] == wanted);
}

/* Codes as constants, so that a part of a result can be returned. */
static const char *constant(const char *code)
{
    static const char codes[][3] = {
        "11", "12", "20", "27", "28", "30", "37", "38", "41", "42", "43", "44", "45",
        "46", "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60",
        "61", "62", "63", "64", "65", "66", "67", "68", "69", "71", "72", "73", "74",
        "75", "76", "77", "78", "81", "82", "83", "84", "85", "86", "87", "88", "89",
        "90", "91", "92", "93", "94", "95", "96", "97", "99",
    };
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (strncmp(code, codes[i], 2) == 0)
            return codes[i];
    return NULL;
}

/* Who of two was born first: -1 the first, 1 the second, 0 not known. */
static int first_born(const char *a, const char *b)
{
    if (!a || !b)
        return 0;
    size_t shorter = strlen(a) < strlen(b) ? strlen(a) : strlen(b);
    int order = strncmp(a, b, shorter);
    return order < 0 ? -1 : order > 0;
}

static const char *result_of(const struct rule *rule, const struct kin *heir,
                             const struct kin *person, bool *certain)
{
    const char *result = rule->result;
    if (strcmp(result, "=") == 0)
        return person->relation;
    const char *slash = strchr(result, '/');
    bool known = is_sex(person->sex, MAN) || is_sex(person->sex, WOMAN);
    if (slash && is_sex(person->sex, WOMAN))
        result = slash + 1;
    else if (slash && !known)
        *certain = false;
    if (result[2] == ',') {
        int order = first_born(person->birth, heir->birth);
        if (order == 0)
            *certain = false;
        if (order > 0)
            result += 3;
    }
    return constant(result);
}

const char *kinship_to(const struct kin *heir, const struct kin *person, const struct kin *before,
                       bool *certain)
{
    static const char other_relative[] = "97";
    *certain = false;
    if (!heir->relation || !person->relation)
        return other_relative;
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        const struct rule *rule = &rules[i];
        if (!within(heir->relation, rule->heir, rule->last_heir) ||
            !within(person->relation, rule->person, rule->last_person) ||
            !is_sex(before->sex, rule->before) || !is_sex(heir->sex, rule->heir_sex))
            continue;
        *certain = !rule->asked;
        return result_of(rule, heir, person, certain);
    }
    return other_relative;
}

const char *kinship_of_child(const char *parent, const char *sex)
{
    static const struct {
        const char *first, *last;
        const char *boy, *girl;
    } children[] = {
        {"02", "12", "20", "30"}, {"38", "38", "41", "42"}, {"20", "27", "41", "42"},
        {"30", "37", "43", "44"}, {"28", "28", "43", "44"}, {"41", "46", "47", "48"},
        {"71", "74", "93", "94"}, {"75", "78", "95", "96"},
    };
    bool girl = is_sex(sex, WOMAN);
    for (size_t i = 0; parent && i < sizeof children / sizeof children[0]; i++)
        if (within(parent, children[i].first, children[i].last))
            return girl ? children[i].girl : children[i].boy;
    return NULL;
}

const char *kinship_of_spouse(const char *partner, const char *sex)
{
    static const struct {
        const char *first, *last;
        const char *husband, *wife;
    } spouses[] = {
        {"02", "02", "11", "12"}, {"20", "27", NULL, "38"}, {"30", "37", "28", NULL},
        {"41", "41", NULL, "45"}, {"43", "43", NULL, "45"}, {"42", "42", "46", NULL},
        {"44", "44", "46", NULL}, {"51", "52", "51", "52"}, {"71", "71", NULL, "72"},
        {"73", "73", NULL, "74"}, {"75", "75", "76", NULL}, {"77", "77", "78", NULL},
    };
    bool wife = is_sex(sex, WOMAN);
    for (size_t i = 0; partner && i < sizeof spouses / sizeof spouses[0]; i++)
        if (within(partner, spouses[i].first, spouses[i].last))
            return wife ? spouses[i].wife : spouses[i].husband;
    return NULL;
}
