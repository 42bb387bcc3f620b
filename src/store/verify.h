#ifndef STORE_VERIFY_H
#define STORE_VERIFY_H

#include "store/files.h"

/* DB->verify of one file that no environment has open. False with a fault added. */
bool verify_file(const char *path, struct work *work, struct arena *arena, struct faults *faults);

#endif
