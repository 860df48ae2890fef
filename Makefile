# Thin: each target is a command or two that can be typed. `make` alone lists them. CONTRIBUTING.md says when to use which.
#
#   CARGO_FLAGS   for every cargo of the workspace: --locked, --offline, …
#   CC CXX        compilers of the samples; gcc and g++
#   FUZZ_SECONDS  how long make fuzz takes; 60
#   ECHO_KILLS    how often a test kills a process that writes a state file; 60, and 200 for make stress

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help library demo samples test fmt-check lint unit doc ci bench conformance portable fuzz stress echo-fuzz miri generate install clean

CARGO ?= cargo
CARGO_FLAGS ?=
TARGET := $(or $(CARGO_TARGET_DIR),target)
BIN := $(TARGET)/release
DEMO := $(TARGET)/demo
TOOLS := echo-strip echo-validate echo-vm
FIB := $(BIN)/echo-vm run $(DEMO)/fib.echo --call 'fib(25)' --returns u64

help:  ## what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: library  ## builds the tools, then one contract from C source to result
	$(CARGO) build --release $(CARGO_FLAGS) $(TOOLS:%=-p %)
	@rm -rf $(DEMO) && mkdir -p $(DEMO)
	@printf '\n== compile samples/fib/fib.c with the system'"'"'s compiler\n'
	@$(MAKE) --no-print-directory -C samples BUILD=$(abspath $(DEMO)) $(abspath $(DEMO))/fib.elf
	@printf '\n== strip: pack it into a contract file\n'
	$(BIN)/echo-strip $(DEMO)/fib.elf -o $(DEMO)/fib.echo
	@printf '\n== validate: would a chain take it?\n'
	$(BIN)/echo-validate $(DEMO)/fib.echo
	@printf '\n== run\n'
	$(FIB) | tee $(DEMO)/result
	@printf '\n== in short\n'
	@printf '  %-10s %7d bytes  as the compiler made it\n' fib.elf $$(stat -c %s $(DEMO)/fib.elf)
	@printf '  %-10s %7d bytes  as it goes to a chain\n' fib.echo $$(stat -c %s $(DEMO)/fib.echo)
	@awk '/^gas used/ { printf "  %-10s %7d\n", "gas", $$3 } /^u64/ { printf "  %-10s %7d\n", "fib(25)", $$2 }' $(DEMO)/result
	@awk '/^u64/ { found = $$2 } END { exit found != 75025 }' $(DEMO)/result || { echo 'fib(25) is not 75025' >&2; exit 1; }

library:  ## the C library of contracts, which echo-vm brings along (echo-vm/library/Makefile; fetches musl)
	@$(MAKE) --no-print-directory -C echo-vm/library

samples: library  ## builds every sample into samples/build
	$(MAKE) -C samples

test: library fmt-check lint unit doc  ## format, clippy, all tests, documents in step with the tables, rustdoc

fmt-check:
	$(CARGO) fmt --all --check
	$(CARGO) fmt --manifest-path bench/Cargo.toml --check -p echo-bench

lint:
	$(CARGO) clippy --workspace --all-targets $(CARGO_FLAGS) -- -D warnings

# xtask/tests/drift.rs is the one that compares docs/*.md, echo.h and the bindings with the tables.
unit: library
	$(CARGO) test --workspace $(CARGO_FLAGS)

doc:
	RUSTDOCFLAGS='-D warnings' $(CARGO) doc --workspace --no-deps $(CARGO_FLAGS)

ci: test demo  ## what CI runs, but for the installing (.ci/run)

bench: library  ## the engines beside native code, wasmtime, wasmi, sbpf, revm, unicorn and qemu-user (bench/README.md says what it needs)
	$(CARGO) run --release $(CARGO_FLAGS) --manifest-path bench/Cargo.toml --features peers

conformance: library  ## at length: every form and random programs against this processor, and it against the others seen; samples by gcc and clang-19; real libraries, and in each language that is installed
	$(CARGO) run --release $(CARGO_FLAGS) -p echo-conformance -- --result conformance/results
	ECHO_SAMPLES_MATRIX=1 $(CARGO) test --release $(CARGO_FLAGS) -p echo-vm --test samples --test languages
	$(CARGO) build --release $(CARGO_FLAGS) -p echo-strip -p echo-vm -p echo-conformance
	$(BIN)/echo-libraries --work $(TARGET)/libraries --table docs/libraries.md

portable: library  ## the tools on s390x, which is big-endian, and aarch64, in emulation: byte for byte what they give here (says what it needs)
	$(CARGO) run $(CARGO_FLAGS) -p xtask -- portable

# Built as `make test` builds it, so that nothing is built twice: the dev profile, with debug assertions and overflow checks, and the
# features that the whole workspace with its tests asks for. Seed 1: the same inputs each time.
fuzz: echo-fuzz  ## a minute (FUZZ_SECONDS) of hostile files, code, host calls, texts and state files; the same ones each time
	FUZZ_SECONDS=$${FUZZ_SECONDS:-60} $(TARGET)/debug/echo-fuzz

stress: echo-fuzz  ## an hour of it (FUZZ_SECONDS), other ones each time; and a process killed 200 times (ECHO_KILLS) while it writes
	ECHO_KILLS=$${ECHO_KILLS:-200} $(CARGO) test $(CARGO_FLAGS) -p echo-vm --test cli -- a_killed_process
	FUZZ_SECONDS=$${FUZZ_SECONDS:-3600} $(TARGET)/debug/echo-fuzz --seed $$(date +%s)

echo-fuzz: library
	$(CARGO) build $(CARGO_FLAGS) --workspace --bin echo-fuzz --test driver

# The machine's memory is a reservation of 2 GiB, which Miri does not have, so tests that make one are left out there.
miri:  ## the arithmetic of the engines under Miri, where a nightly toolchain has it
	@if $(CARGO) +nightly miri --version >/dev/null 2>&1; then \
	    MIRIFLAGS=-Zmiri-disable-isolation $(CARGO) +nightly miri test $(CARGO_FLAGS) -p echo-vm --lib -- alu::; \
	else echo 'Miri is not installed, so nothing was run: rustup toolchain install nightly -c miri,rust-src'; fi

generate:  ## writes echo-abi/docs/*.md, echo-abi/bindings and the generated part of echo.h from the tables, docs/languages.md from languages.toml
	$(CARGO) run $(CARGO_FLAGS) -p xtask -- generate

install: library  ## echo-strip, echo-validate and echo-vm into cargo's bin directory
	for tool in $(TOOLS); do $(CARGO) install --locked --path $$tool; done

clean:  ## everything that was built
	$(MAKE) -C echo-vm/library clean
	$(CARGO) clean
	$(CARGO) clean --manifest-path bench/Cargo.toml
	$(MAKE) -C samples clean
