# make run and make check are all most people need; both install what is missing first.
#
#   make            builds build/jumin            make run       opens an invented community
#   make check      builds and runs every test    make bench     measures against the budgets
#   make fuzz       fuzzes the parsers            make install   PREFIX=/usr/local DESTDIR=
#   make clean      removes build/                make uninstall
#
# SANITIZE=1 builds with ASan and UBSan into build/sanitize; CC=clang into build/clang.

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:

# V=1 shows every command.
ifdef V
QUIET :=
SAY   := @:
else
QUIET := @
SAY   := @printf '  %-4s %s\n'
MAKEFLAGS += --no-print-directory
endif

VERSION := 0.1.0
PREFIX  ?= /usr/local
DESTDIR ?=

ifeq ($(origin CC),default)
CC := cc
endif

# The folders of src/, lowest first: a folder includes and links only itself and those before it.
LAYERS := text store form registry wire keeper client paper screen command

BUILD := build
ifneq ($(findstring clang,$(CC)),)
BUILD := build/clang
endif
ifdef SANITIZE
BUILD := build/sanitize
endif
ifdef LIBFUZZER
CC := clang
BUILD := build/libfuzzer
endif

PACKAGES       := ncursesw libutf8proc libsodium libcbor jansson
PACKAGE_CFLAGS := $(filter-out -D_XOPEN_SOURCE=%,$(shell pkg-config --cflags $(PACKAGES) 2>/dev/null))
PACKAGE_LIBS   := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null)
# What makes PDF is in a program of its own, jumin-pdf: the interface is small and starts quickly.
PAPER_PACKAGES := pangocairo cairo-pdf fontconfig libqrencode
PAPER_CFLAGS   := $(shell pkg-config --cflags $(PAPER_PACKAGES) 2>/dev/null)
PAPER_LIBS     := $(shell pkg-config --libs $(PAPER_PACKAGES) 2>/dev/null)
PAPER_SOURCES  := src/paper/pdf.c src/paper/code.c
OPTIMISE ?= -O2 -g
HARDEN   := -fstack-protector-strong -fPIE
ifdef SANITIZE
OPTIMISE := -O1 -g -fno-omit-frame-pointer
HARDEN   += -fsanitize=address,undefined -fno-sanitize-recover=undefined
else ifdef LIBFUZZER
HARDEN   += -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
else
HARDEN   += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
endif
CPPFLAGS += -Isrc -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -D_XOPEN_SOURCE_EXTENDED \
            -DJUMIN_VERSION='"$(VERSION)"' $(PACKAGE_CFLAGS)
CFLAGS   += -std=c11 $(OPTIMISE) -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes \
            -Wmissing-prototypes -Wwrite-strings -Wformat=2 -Wvla $(HARDEN) -pthread
LDFLAGS  += -pie -Wl,-z,relro,-z,now $(HARDEN) -pthread
LDLIBS   += $(PACKAGE_LIBS) -ldb-5.3 -lcsv

SOURCES  := $(foreach layer,$(LAYERS),$(sort $(wildcard src/$(layer)/*.c)))
OBJECTS  := $(SOURCES:%.c=$(BUILD)/obj/%.o)
LAYER_LIB = $(BUILD)/lib/lib$(1).a
# $(call LIBS_UNDER,form): the archives form may use, highest first, as a linker wants them.
REVERSE   = $(if $(1),$(call REVERSE,$(wordlist 2,$(words $(1)),$(1))) $(firstword $(1)))
UPTO      = $(if $(filter $(1),$(firstword $(2))),$(1),$(firstword $(2)) $(call UPTO,$(1),$(wordlist 2,$(words $(2)),$(2))))
LIBS_UNDER = $(foreach layer,$(call REVERSE,$(call UPTO,$(1),$(LAYERS))),$(if $(wildcard src/$(layer)/*.c),$(call LAYER_LIB,$(layer))))

.PHONY: all
all: $(BUILD)/jumin $(BUILD)/jumin-pdf build/locale/zh_CN/LC_MESSAGES/jumin.mo

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(SAY) CC $<
	$(QUIET)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

PAPER_OBJECTS := $(PAPER_SOURCES:%.c=$(BUILD)/obj/%.o)
$(PAPER_OBJECTS): CPPFLAGS += $(PAPER_CFLAGS)

# XML is written by a library that is loaded when it is needed: only its header is.
$(BUILD)/obj/src/command/xml.o: CPPFLAGS += $(shell pkg-config --cflags libxml-2.0)

define layer_rule
$(call LAYER_LIB,$(1)): $(patsubst %.c,$(BUILD)/obj/%.o,$(filter-out $(PAPER_SOURCES),$(sort $(wildcard src/$(1)/*.c))))
	@mkdir -p $$(@D)
	@rm -f $$@
	$(QUIET)$(AR) rcs $$@ $$^
endef
$(foreach layer,$(LAYERS),$(eval $(call layer_rule,$(layer))))

$(BUILD)/jumin: $(BUILD)/obj/src/main.o $(call LIBS_UNDER,command)
	$(SAY) LINK $@
	$(QUIET)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/jumin-pdf: $(BUILD)/obj/src/main.o $(PAPER_OBJECTS) $(call LIBS_UNDER,command)
	$(SAY) LINK $@
	$(QUIET)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS) $(PAPER_LIBS)

# --- messages ---------------------------------------------------------------------------------

build/locale/%/LC_MESSAGES/jumin.mo: locale/%/jumin.po
	@mkdir -p $(@D)
	$(QUIET)msgfmt --check -o $@ $<

build/jumin.pot: $(SOURCES) src/main.c $(wildcard src/*/*.h)
	@mkdir -p $(@D)
	xgettext --from-code=UTF-8 --language=C --keyword= --keyword=_ --keyword=N_ \
	    --keyword=message_context:1c,2 --keyword=C_:1c,2 --package-name=jumin -o $@ $(sort $^)

# Takes new messages into the catalogues; the translator then fills them.
.PHONY: catalogue
catalogue: build/jumin.pot
	for po in locale/*/jumin.po; do \
	    msgmerge --quiet --no-fuzzy-matching --no-location --sort-output --update --backup=none $$po $<; done

# Every message has its translation.
.PHONY: catalogue-check
catalogue-check: build/jumin.pot
	for po in locale/*/jumin.po; do msgcmp $$po $< || exit 1; done

# --- tests ------------------------------------------------------------------------------------

# tests/unit/FOLDER_THING.c is a test of src/FOLDER/ and links nothing above that folder.
UNIT := $(sort $(wildcard tests/unit/*.c))
define unit_rule
$(BUILD)/unit/$(2): $(BUILD)/obj/$(1:.c=.o) $(if $(filter paper_%,$(2)),$(PAPER_OBJECTS)) $(call LIBS_UNDER,$(firstword $(subst _, ,$(2))))
	@mkdir -p $$(@D)
	$(SAY) LINK $$@
	$(QUIET)$(CC) $(LDFLAGS) -o $$@ $$^ -lcmocka $(LDLIBS) $(if $(filter paper_%,$(2)),$(PAPER_LIBS))
endef
$(foreach test,$(UNIT),$(eval $(call unit_rule,$(test),$(basename $(notdir $(test))))))
UNIT_PROGRAMS := $(UNIT:tests/unit/%.c=$(BUILD)/unit/%)

# make unit-text_utf8 builds and runs one.
unit-%: $(BUILD)/unit/%
	$<

# In tests/terminal and tests/fault a test_THING.c is a program; the other files serve them all.
# They drive build/jumin, the program as it is shipped.
define program_rule
$(BUILD)/$(1)/%: $(BUILD)/obj/tests/$(1)/%.o $(patsubst %.c,$(BUILD)/obj/%.o,$(filter-out tests/$(1)/test_%,$(wildcard tests/$(1)/*.c))) $(call LIBS_UNDER,command)
	@mkdir -p $$(@D)
	$(SAY) LINK $$@
	$(QUIET)$(CC) $(LDFLAGS) -o $$@ $$^ -lcmocka -lvterm -lutil $(LDLIBS)
endef
$(foreach kind,terminal fault,$(eval $(call program_rule,$(kind))))
TERMINAL_PROGRAMS := $(patsubst tests/%.c,$(BUILD)/%,$(sort $(wildcard tests/terminal/test_*.c)))
FAULT_PROGRAMS    := $(patsubst tests/%.c,$(BUILD)/%,$(sort $(wildcard tests/fault/test_*.c)))

# tests/fuzz/THING.c holds LLVMFuzzerTestOneInput; driver.c feeds it the seeds of
# tests/fuzz/seeds/THING/ and mutations of them. make fuzz uses libFuzzer where clang has it.
FUZZ := $(filter-out tests/fuzz/driver.c,$(sort $(wildcard tests/fuzz/*.c)))
FUZZ_DRIVER := $(if $(LIBFUZZER),,$(BUILD)/obj/tests/fuzz/driver.o)
$(BUILD)/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(FUZZ_DRIVER) $(call LIBS_UNDER,command)
	@mkdir -p $(@D)
	$(SAY) LINK $@
	$(QUIET)$(CC) $(LDFLAGS) $(if $(LIBFUZZER),-fsanitize=fuzzer) -o $@ $^ $(LDLIBS)
FUZZ_PROGRAMS := $(FUZZ:tests/fuzz/%.c=$(BUILD)/fuzz/%)
.SECONDARY:

.PHONY: tests check check-all sanitized
tests: $(UNIT_PROGRAMS) $(TERMINAL_PROGRAMS) $(FAULT_PROGRAMS)
sanitized: $(BUILD)/jumin $(BUILD)/jumin-pdf $(UNIT_PROGRAMS) $(FUZZ_PROGRAMS)

# A second make, because what the packages bring is looked up when a makefile is read.
check:
	@.ci/packages check
	@$(MAKE) --no-print-directory check-all

check-all: all tests
	@$(MAKE) --no-print-directory SANITIZE=1 sanitized
	@tests/run $(UNIT_PROGRAMS) $(TERMINAL_PROGRAMS) $(FAULT_PROGRAMS) \
	    $(UNIT:tests/unit/%.c=build/sanitize/unit/%) $(FUZZ:tests/fuzz/%.c=build/sanitize/fuzz/%)

FUZZ_SECONDS ?= 60
.PHONY: fuzz fuzz-programs
fuzz-programs: $(FUZZ_PROGRAMS)
fuzz:
	@.ci/packages check
	@if echo 'int LLVMFuzzerTestOneInput(void); int LLVMFuzzerTestOneInput(void) { return 0; }' | \
	    clang -fsanitize=fuzzer -x c -o /dev/null - 2>/dev/null; then \
	    $(MAKE) --no-print-directory LIBFUZZER=1 fuzz-programs && \
	    for target in $(FUZZ:tests/fuzz/%.c=%); do echo "== $$target"; \
	        mkdir -p build/corpus/$$target; \
	        build/libfuzzer/fuzz/$$target -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 \
	            -artifact_prefix=build/crash-$$target- build/corpus/$$target \
	            tests/fuzz/seeds/$$target || exit 1; done; \
	else \
	    $(MAKE) --no-print-directory SANITIZE=1 fuzz-programs && \
	    for target in $(FUZZ:tests/fuzz/%.c=%); do echo "== $$target"; \
	        JUMIN_FUZZ_SECONDS=$(FUZZ_SECONDS) build/sanitize/fuzz/$$target || exit 1; done; fi

# --- measuring --------------------------------------------------------------------------------

# measure.c and the parts it calls; store_load.c is a program of its own.
BENCH := $(filter-out tests/bench/store_%,$(sort $(wildcard tests/bench/*.c)))
$(BUILD)/bench/measure: $(BENCH:%.c=$(BUILD)/obj/%.o) $(BUILD)/obj/tests/terminal/terminal.o $(call LIBS_UNDER,command)
	@mkdir -p $(@D)
	$(SAY) LINK $@
	$(QUIET)$(CC) $(LDFLAGS) -o $@ $^ -lcmocka -lvterm -lutil $(LDLIBS)
$(BUILD)/bench/store_load: $(BUILD)/obj/tests/bench/store_load.o $(call LIBS_UNDER,store)
	@mkdir -p $(@D)
	$(SAY) LINK $@
	$(QUIET)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# BENCH_RESIDENTS="10200 1000000" leaves out the city (6200000), which takes most of the time and the disk.
.PHONY: bench
bench:
	@.ci/packages check
	@$(MAKE) --no-print-directory all build/bench/measure
	build/bench/measure

# --- running and installing -------------------------------------------------------------------

# An invented community, made once.
.PHONY: run
run:
	@.ci/packages build
	@$(MAKE) --no-print-directory all
	@[ -e build/demo/registry.conf ] || build/jumin -r build/demo demo --residents 10200 --seed 1 \
	    --community 430724001006 || { rm -rf build/demo; exit 1; }
	@build/jumin -r build/demo

SHARE = $(DESTDIR)$(PREFIX)/share
.PHONY: install uninstall
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(SHARE)/jumin/forms/codes
	install -m 755 $(BUILD)/jumin $(BUILD)/jumin-pdf $(DESTDIR)$(PREFIX)/bin/
	install -m 644 forms/*.form forms/*.report forms/*.layout forms/README.md $(SHARE)/jumin/forms/
	install -m 644 forms/codes/*.tsv $(SHARE)/jumin/forms/codes/
	install -m 644 LICENSE src/text/lexicon_table.licence $(SHARE)/jumin/
	install -d $(SHARE)/locale/zh_CN/LC_MESSAGES $(SHARE)/man/man1 $(SHARE)/man/zh_CN/man1
	install -m 644 build/locale/zh_CN/LC_MESSAGES/jumin.mo $(SHARE)/locale/zh_CN/LC_MESSAGES/
	install -m 644 locale/en/jumin.1 $(SHARE)/man/man1/
	install -m 644 locale/zh_CN/jumin.1 $(SHARE)/man/zh_CN/man1/
	install -d $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions
	$(BUILD)/jumin completion bash > $(SHARE)/bash-completion/completions/jumin
	$(BUILD)/jumin completion zsh > $(SHARE)/zsh/site-functions/_jumin

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/jumin $(DESTDIR)$(PREFIX)/bin/jumin-pdf \
	    $(SHARE)/locale/zh_CN/LC_MESSAGES/jumin.mo \
	    $(SHARE)/man/man1/jumin.1 $(SHARE)/man/zh_CN/man1/jumin.1 \
	    $(SHARE)/bash-completion/completions/jumin $(SHARE)/zsh/site-functions/_jumin
	rm -rf $(SHARE)/jumin

.PHONY: clean
clean:
	rm -rf build

-include $(OBJECTS:.o=.d) $(BUILD)/obj/src/main.d \
    $(patsubst %.c,$(BUILD)/obj/%.d,$(wildcard tests/*/*.c))
