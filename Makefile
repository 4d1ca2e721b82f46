# Two commands do everything on a Debian machine that has Rust: `make demo` and `make test`.

CARGO ?= cargo
MAILLON = target/release/maillon

.PHONY: help demo test build check lint conformance fuzz bench docs clean

help: ## Say what there is.
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST)

demo: build ## Run the example project's pipelines on this machine, then on a server that stays to be looked at.
	@scripts/demo.sh $(MAILLON)
	@scripts/demo-server.sh $(MAILLON)

build: ## Build the program.
	$(CARGO) build --release --locked

test: ## Install what the tests need, then run everything that CI runs.
	scripts/test-setup.sh
	$(MAKE) lint check conformance

lint: ## Format, clippy, tidy, generated pages, API documentation.
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings
	$(CARGO) check --manifest-path fuzz/Cargo.toml --target-dir target --locked --quiet
	$(CARGO) xtask tidy
	$(CARGO) xtask docs --check
	RUSTDOCFLAGS="-D warnings -A rustdoc::private_intra_doc_links" $(CARGO) doc --workspace --no-deps --locked --quiet

check: ## The tests of all crates.
	MAILLON_TEST_DOCKER=require MAILLON_TEST_NODE=require MAILLON_TEST_POSTGRES=require MAILLON_TEST_CHROMIUM=require \
	  $(CARGO) test --workspace --lib --bins --tests --locked --quiet

conformance: build ## The shared conformance packs, where they are beside the repository.
	scripts/conformance.sh $(MAILLON)

fuzz: ## Each fuzz target for SECONDS (default 600). Needs a nightly toolchain.
	scripts/fuzz.sh $(or $(SECONDS),600)

bench: build ## Criterion benchmarks, then whole runs compared with other programs.
	$(CARGO) bench --workspace
	python3 scripts/bench.py $(MAILLON)

docs: ## Write the generated pages.
	$(CARGO) xtask docs

clean:
	$(CARGO) clean
