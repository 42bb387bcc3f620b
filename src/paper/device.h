#ifndef PAPER_DEVICE_H
#define PAPER_DEVICE_H

/* Where pages go: a PDF, or text for a line printer. Lengths are millimetres from the upper left
 * corner of the paper. */

#include "form/layout.h"

/* Bytes on their way out; false when they could not be written: the rest is then kept from it. */
typedef bool device_write(void *context, const void *bytes, size_t length);

struct device {
    const struct device_ops *ops;
    bool dense;        /* rows are as high as their text; a rule takes a line of its own */
    double rule;       /* what it takes, 0 where it is drawn between */
    double inset;      /* between the edge of a cell and its text, on each side */
    device_write *out; /* set by whoever opens it */
    void *context;
};

struct device_ops {
    /* How wide a character is, and how high a line. */
    double (*advance)(struct device *device, uint32_t code, const struct layout_type *type);
    double (*line)(struct device *device, const struct layout_type *type);
    /* The width for text in a cell of this width that begins at x. */
    double (*room)(struct device *device, double x, double width);
    /* The paper of the layout; before anything is drawn. */
    bool (*begin)(struct device *device, const struct paper_layout *layout, const char *title,
                  struct arena *arena, struct fault *fault);
    /* A line of text in a cell, y being its upper edge; it was wrapped so that it fits. */
    void (*text)(struct device *device, double x, double y, double width, const char *text,
                 const struct layout_type *type);
    void (*rule)(struct device *device, double x1, double y1, double x2, double y2);
    /* A QR code, side by side. */
    void (*code)(struct device *device, double x, double y, double side, const char *payload);
    /* The page is full. */
    void (*page)(struct device *device);
    /* Nothing follows. False where something could not be made, with a fault, or be written: of
     * that whoever writes knows more. */
    bool (*end)(struct device *device, struct arena *arena, struct fault *fault);
    void (*free)(struct device *device);
};

#endif
