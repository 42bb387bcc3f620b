#ifndef REGISTRY_RELATIONS_H
#define REGISTRY_RELATIONS_H

/* What a relation to the head of the household (GB/T 4761) says about a person's place in the
 * family. That it agrees with the sex is a rule of the form. */

#define RELATION_HEAD "02"
#define RELATION_SELF "01" /* of a person, where there is no household */

enum relation_kind {
    RELATION_OTHER,
    RELATION_IS_HEAD,
    RELATION_SPOUSE,
    RELATION_CHILD, /* and children's spouses */
    RELATION_GRANDCHILD,
    RELATION_PARENT, /* and parents-in-law */
    RELATION_GRANDPARENT,
    RELATION_SIBLING,
};

enum relation_kind relation_kind(const char *code);

#endif
