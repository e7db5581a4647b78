# Everything a newcomer types. Each target first sets up what is missing; a second run finds it there and starts at once.
#
#   make demo              the tour: 20,000 real passages, from a .gz to clusters and search
#   make test              everything that must hold
#   make build             the release binary, .build/release/vnb
#   make install PREFIX=~  copies it to ~/bin, its man page and completions below ~/share
#   make bench | fuzz | format | clean

PREFIX ?= /usr/local
SWIFT ?= swift
# C is compiled with optimisation in debug builds too, or the kernels would make the tests slow.
DEBUG_FLAGS := -Xcc -O2
RELEASE_FLAGS := -c release --static-swift-stdlib
BINARY := .build/release/vnb
SHARE = $(DESTDIR)$(PREFIX)/share

.PHONY: demo test build install setup setup-tests lint notebooks format bench fuzz clean

demo: build
	@scripts/wordnet-passages.sh demo/wordnet.jsonl.gz --limit 20000
	@$(BINARY) run notebooks/tour.vnb

build: setup
	$(SWIFT) build $(RELEASE_FLAGS) --product vnb

test: setup-tests lint build notebooks
	$(SWIFT) build --build-tests $(DEBUG_FLAGS)
	VNB_BINARY="$(CURDIR)/$(BINARY)" $(SWIFT) test $(DEBUG_FLAGS)

setup:
	@scripts/setup.sh

# The servers that only tests need: without network these tests are skipped, by name.
setup-tests:
	@scripts/setup.sh --tests

install: build
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 $(BINARY) "$(DESTDIR)$(PREFIX)/bin/vnb"
	install -d "$(SHARE)/man/man1" "$(SHARE)/bash-completion/completions" "$(SHARE)/zsh/site-functions" \
	  "$(SHARE)/fish/vendor_completions.d"
	$(BINARY) docs --man > "$(SHARE)/man/man1/vnb.1"
	$(BINARY) completion bash > "$(SHARE)/bash-completion/completions/vnb"
	$(BINARY) completion zsh > "$(SHARE)/zsh/site-functions/_vnb"
	$(BINARY) completion fish > "$(SHARE)/fish/vendor_completions.d/vnb.fish"

lint: setup
	$(SWIFT) format lint -r --strict Sources Tests Package.swift

# The modules and notebooks stand in the one layout, and give what they record.
notebooks: build
	$(BINARY) fmt --check stdlib/*.vnb notebooks/*.vnb
	@scripts/check-notebooks.sh "$(CURDIR)/$(BINARY)"

format:
	$(SWIFT) format -i -r Sources Tests Package.swift

bench: setup
	$(SWIFT) run $(RELEASE_FLAGS) vnb-bench $(ARGS)

fuzz: setup
	$(SWIFT) run $(RELEASE_FLAGS) vnb-fuzz $(ARGS)

clean:
	rm -rf .build demo
