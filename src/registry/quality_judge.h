#ifndef REGISTRY_QUALITY_JUDGE_H
#define REGISTRY_QUALITY_JUDGE_H

/* What looks wrong among the entries of a series, a volume or a box, judged some at a time by the
 * records as they are. */

#include "registry/quality.h"

enum suspicion {
    SUSPECT_GAP,
    SUSPECT_CODE,
    SUSPECT_TITLE,
    SUSPECT_DOCUMENT,
    SUSPECT_VOLUME_ABSENT,
    SUSPECT_VOLUME,
    SUSPECT_BOX_PLACE,
    SUSPECT_BOX_PAGES,
};

struct suspect {
    enum suspicion kind;
    uint64_t subject, other; /* numbers of records */
    uint64_t low, high;      /* of a gap; days of a volume's items, 0: not known */
    uint64_t items, pages;   /* of a volume or a box */
    bool pages_known;        /* of every item */
};

enum { SUSPECTS_AT_ONCE = 200 };
struct suspects {
    struct quality *quality;
    struct suspect items[SUSPECTS_AT_ONCE];
    size_t count;
    bool failed;
};
void suspects_add(struct suspects *suspects, const struct suspect *suspect);
/* Judges those that wait. */
void suspects_judge(struct suspects *suspects);

#endif
