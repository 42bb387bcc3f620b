#define _GNU_SOURCE /* environ */
#include "command/printer.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "text/message.h"
#include "text/place.h"

/* Arguments of the command line as it was given, made again of what was read. */
static char **arguments_again(const struct invocation *invocation)
{
    struct arena *arena = invocation->arena;
    const struct command *command = invocation->command;
    char **arguments =
        arena_array(arena, invocation->operand_count + 3 * COMMAND_OPTIONS_MOST, sizeof *arguments);
    size_t count = 0;
    const char *const first[] = {
        "jumin", "-r", invocation->directory, "-l", message_language() ? "en" : "zh_CN", "print"};
    for (size_t i = 0; i < sizeof first / sizeof first[0]; i++)
        arguments[count++] = arena_copy(arena, first[i]);
    for (size_t i = 0; i < COMMAND_OPTIONS_MOST && command->options[i].name; i++) {
        const char *value = invocation->values[i];
        if (value)
            arguments[count++] =
                command->options[i].kind == ARGUMENT_NONE
                    ? arena_format(arena, "--%s", command->options[i].name)
                    : arena_format(arena, "--%s=%s", command->options[i].name, value);
    }
    arguments[count++] = arena_copy(arena, "--");
    for (size_t i = 0; i < invocation->operand_count; i++)
        arguments[count++] = arena_copy(arena, invocation->operands[i]);
    return arguments;
}

bool printer_hand_over(const struct invocation *invocation, struct fault *fault)
{
    struct arena *arena = invocation->arena;
    const char *program = place_program(arena);
    const char *helper = arena_format(arena, "%s-pdf", program);
    /* Folders are found from where the program itself is, and a keeper is started by it. */
    setenv("JUMIN_PROGRAM", program, 1);
    execv(helper, arguments_again(invocation));
    return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                     N_("{1} cannot be run: {2}. It makes PDF and belongs beside jumin; "
                        "--format text needs it not."),
                     helper, strerror(errno), NULL);
}

const char *printer_file(struct arena *arena, struct fault *fault)
{
    const char *folder = getenv("TMPDIR");
    char *path = arena_format(arena, "%s/jumin-print-XXXXXX", folder && *folder ? folder : "/tmp");
    int descriptor = mkstemp(path);
    if (descriptor < 0) {
        fault_set(fault, arena, FAULT_SURROUNDINGS, NULL, N_("{1} cannot be written: {2}"), path,
                  strerror(errno), NULL);
        return NULL;
    }
    close(descriptor);
    unlink(path); /* what prints makes it anew, for itself alone */
    return path;
}

bool printer_send(const char *path, const char *printer, struct arena *arena, struct fault *fault)
{
    bool usual = strcmp(printer, "-") == 0;
    char *arguments[] = {arena_copy(arena, "lp"),
                         usual ? arena_copy(arena, "-s") : arena_copy(arena, "-d"),
                         usual ? arena_copy(arena, path) : arena_copy(arena, printer),
                         usual ? NULL : arena_copy(arena, path), NULL};
    pid_t child;
    int status = 0;
    int error = posix_spawnp(&child, "lp", NULL, NULL, arguments, environ);
    if (error != 0)
        return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                         N_("There is no way to a printer here (lp): {1}. --output FILE prints "
                            "into a file."),
                         strerror(error), NULL);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                     N_("The printer did not take it (lp ended with {1})."),
                     arena_format(arena, "%d", WEXITSTATUS(status)), NULL);
}
