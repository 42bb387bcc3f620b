#ifndef REGISTRY_SETTINGS_H
#define REGISTRY_SETTINGS_H

/* registry.conf: "key = value" lines, # starts a comment.
 *
 *   community = 430724001006         the division code, 12 digits
 *   name = 朝阳街社区
 *   archival_code = DA/T 22-2015     how archival codes are written (registry/archive_code.h)
 *   fonds = J001                     of archive items that are given none; may be left out
 *   retention_long = D30             what 长期 of catalogues of before 2006 is imported as (a code
 *   retention_short = D10            of retention.tsv), and 短期: for the archivist to decide;
 *                                    where they are left out such rows are refused
 *   item_digits = 4
 *   volume_digits = 3
 *   cache = 64                       MiB of the store's cache
 *   verify_every = 10                so many records of a batch apart are keyed a second time
 *   verify_own = no                  yes: who keyed a batch may key it again (who works alone)
 *   created = 1764000000             seconds since 1970
 *   count_witnesses = 1              names that the closing of a stocktake needs at least; rooms
 *                                    differ, two people counting together is usual
 *   handover_count_days = 30         how old the full count may be that a handover rests on; no
 *                                    rule gives a number, a month is what rooms allow
 *
 * How archives are used (registry/loans.h); each may be left out, and then is:
 *
 *   loan_days = 7                    days of a loan (one room's rules have 7 at most)
 *   loan_renewals = 1                times a loan is renewed
 *   loan_renew_days = 7              days from the renewal
 *   loan_approval_security = 2       use needs approval from this class on (security.tsv: 2 is
 *                                    秘密; the Law on Guarding State Secrets leaves access to
 *                                    those whose work needs it)
 *   loan_security_most = 3           the highest class that is lent; above, items are read here
 *   loan_approval_access = 2 3       use needs approval with these codes of access: what is not
 *                                    open (Archives Law of 2020, articles 28 and 29)
 *
 *   climate_measure_required = 0     1: a reading out of the range of its store room must say what
 *                                    was done; 0: it is warned of
 *
 * What rules of registry/consistency.h measure by; each may be left out, and then is:
 *
 *   parent_gap_least = 14            years between a parent and a child
 *   mother_gap_most = 60             years between a mother and a child
 *   marriage_age_man = 22            民法典 1047
 *   marriage_age_woman = 20
 *   head_age_least = 18              years of a head of household
 *   members_most = 9                 of a family household
 *   phone_shared_most = 4            people with the same phone
 *   filing_months_before = 0         months by which a document may be older than the year that it
 *                                    is filed in,
 *   filing_months_after = 1          and younger (DA/T 22-2015: matters that end in the next
 *                                    January)
 *   area_code = 0736                 of landlines; where it is empty none is expected
 *   regions_local = 4307 4324 439005 what ID numbers of people registered here begin with;
 *                                    where it is empty, nothing is expected
 *
 *   appraisal_members = 3            of an appraisal group; 城市社区档案管理办法 wants a group and
 *                                    says no number
 *   appraisal_representatives = 1    residents' representatives in it, by the same
 *   approve_apart = 0                1: by another login than the one that proposed it
 *   destruction_witnesses = 2        会计档案管理办法 18: of two bodies; some rooms want 3
 *   hold_review_days = 180           after which a hold is looked at again; 0: when it says so
 *   transfer_years = 10              after which permanent items go to the county archive:
 *                                    档案法实施办法 13, 10 years at county level, 20 above
 *
 * area_code and regions_local are those of Changde where the community lies there; elsewhere there
 * is no area code, and the region is the prefecture, the first four digits of the community. */

#include <stdint.h>
#include "registry/archive_code.h"
#include "text/fault.h"

struct limits {
    unsigned parent_gap_least, mother_gap_most, marriage_age_man, marriage_age_woman,
        head_age_least, members_most, phone_shared_most, filing_months_before, filing_months_after;
    unsigned appraisal_members, appraisal_representatives, approve_apart, destruction_witnesses,
        hold_review_days, transfer_years;
    unsigned loan_days, loan_renewals, loan_renew_days, loan_approval_security, loan_security_most;
    unsigned climate_measure_required;
    const char *loan_approval_access; /* codes parted by spaces */
    const char *area_code;            /* "": none is expected */
    const char **regions;             /* beginnings of local ID numbers, ended by NULL */
};

struct settings {
    const char *community;
    const char *name;
    struct archive_format archive;
    const char *fonds;                            /* or NULL */
    const char *retention_long, *retention_short; /* codes of retention, or NULL: refused */
    size_t cache_bytes;
    unsigned verify_every;
    bool verify_own;
    unsigned count_witnesses, handover_count_days;
    int64_t created;
    struct limits limits;
};

/* Reads directory/registry.conf: FAULT_NOT_FOUND where there is none, FAULT_USAGE naming file and
 * line where it says something that cannot be. Keys that are not known are left alone. */
bool settings_read(const char *directory, struct settings *settings, struct arena *arena,
                   struct fault *fault);
/* Writes it whole, by way of a second file, so that it is never half there. */
bool settings_write(const char *directory, const struct settings *settings, struct arena *arena,
                    struct fault *fault);
/* 12 digits. */
bool settings_community_valid(const char *community);

#endif
