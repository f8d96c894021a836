# The front door: `make` lists what can be done here.

PREFIX ?= /usr/local
DESTDIR ?=
sysconfdir ?= /etc
logdir ?= /var/log/tactus
bindir = $(PREFIX)/bin
# systemd and udev read these folders under /usr as well as under /usr/local.
udevdir = $(PREFIX)/lib/udev
unitdir = $(PREFIX)/lib/systemd/system
sysusersdir = $(PREFIX)/lib/sysusers.d
tmpfilesdir = $(PREFIX)/lib/tmpfiles.d
sharedir = $(PREFIX)/share
# Debian's own packages have them elsewhere.
zshdir = $(sharedir)/zsh/site-functions

program = .build/release/tactus
# One file to copy, that needs no Swift on the machine where it runs, and of the C++ library, which
# Swift's runtime is written in, holds the small part that this uses: the linker prefers what it
# finds in the folder of archives.
archives = $(CURDIR)/.build/archives
build_flags = --configuration release --static-swift-stdlib -Xlinker -L$(archives)
# Manual pages and completions, made by the programs, as they lie in $(sharedir).
pages = .build/share
page_files = man/man1/tactus.1 man/man1/tactus-heartbeat.1 man/man5/tactus.yaml.5 \
  man/man7/tactus-features.7 man/man7/tactus-privacy.7 \
  bash-completion/completions/tactus bash-completion/completions/tactus-heartbeat \
  fish/vendor_completions.d/tactus.fish fish/vendor_completions.d/tactus-heartbeat.fish
zsh_files = _tactus _tactus-heartbeat

.DEFAULT_GOAL := help
.PHONY: help run build deb test check test-native test-faults test-heartbeat test-vm soak bench evaluate \
  fuzz sanitize format install uninstall clean packages test-packages test-programs toolchain

##@ Use

run: build ## install what is missing, build, and sense in the foreground; logs go to ./logs
	@exec scripts/run.sh $(ARGS)

build: packages toolchain $(archives) ## build the release programs
	swift build $(build_flags) --product tactus
	swift build $(build_flags) --product tactus-heartbeat
	@scripts/pages.sh $(program) $(pages)

deb: build ## make Debian packages of what was built, in .build/deb
	@scripts/install-packages.sh debian/packages.txt
	@scripts/deb.sh .build/deb

install: $(program) $(pages) ## install program, manual, udev rule, user and service (PREFIX, DESTDIR)
	install -D --mode=0755 $(program) '$(DESTDIR)$(bindir)/tactus'
	install -D --mode=0755 $(program)-heartbeat '$(DESTDIR)$(bindir)/tactus-heartbeat'
	install -D --mode=0644 udev/72-tactus.rules '$(DESTDIR)$(udevdir)/rules.d/72-tactus.rules'
	install -D --mode=0644 systemd/tactus.sysusers '$(DESTDIR)$(sysusersdir)/tactus.conf'
	install -D --mode=0644 systemd/tactus.tmpfiles '$(DESTDIR)$(tmpfilesdir)/tactus.conf'
	install -D --mode=0644 systemd/tactus.service '$(DESTDIR)$(unitdir)/tactus.service'
	install -D --mode=0644 systemd/tactus-heartbeat.service \
	  '$(DESTDIR)$(unitdir)/tactus-heartbeat.service'
	sed --in-place 's|/usr/local/bin|$(bindir)|g' '$(DESTDIR)$(unitdir)'/tactus*.service
	@for each in $(page_files); do \
	  install -D --mode=0644 $(pages)/$$each '$(DESTDIR)$(sharedir)'/$$each || exit; done
	@for each in $(zsh_files); do \
	  install -D --mode=0644 $(pages)/zsh/site-functions/$$each '$(DESTDIR)$(zshdir)'/$$each || exit; done
	test -e '$(DESTDIR)$(sysconfdir)/tactus/tactus.yaml' || \
	  install -D --mode=0644 docs/tactus.yaml '$(DESTDIR)$(sysconfdir)/tactus/tactus.yaml'
	install --directory --mode=0750 '$(DESTDIR)$(logdir)'
	@[ -n '$(DESTDIR)' ] || scripts/system.sh installed '$(logdir)'

uninstall: ## remove all of that; logs, configuration and user stay
	@[ -n '$(DESTDIR)' ] || scripts/system.sh uninstalling
	rm -f '$(DESTDIR)$(bindir)/tactus' '$(DESTDIR)$(bindir)/tactus-heartbeat' \
	  '$(DESTDIR)$(udevdir)/rules.d/72-tactus.rules' \
	  '$(DESTDIR)$(sysusersdir)/tactus.conf' '$(DESTDIR)$(tmpfilesdir)/tactus.conf' \
	  '$(DESTDIR)$(unitdir)/tactus.service' \
	  '$(DESTDIR)$(unitdir)/tactus-heartbeat.service'
	rm -f $(foreach each,$(page_files),'$(DESTDIR)$(sharedir)/$(each)') \
	  $(foreach each,$(zsh_files),'$(DESTDIR)$(zshdir)/$(each)')
	@[ -n '$(DESTDIR)' ] || scripts/system.sh uninstalled
	@echo "Left in place: the logs in $(logdir), $(sysconfdir)/tactus/tactus.yaml and the user tactus."

##@ Develop

test: build test-packages test-programs ## run every test, system tests included
	@Tests/run.py format unit native faults heartbeat vm

check: packages toolchain ## check the format and run the unit tests
	@Tests/run.py format unit

test-native: build test-packages test-programs ## run the tests with mocked devices
	@Tests/run.py native

test-faults: build test-packages test-programs ## break the feature log in every way there is
	@Tests/run.py faults

test-heartbeat: build test-packages ## run the heartbeat against hostile receivers
	@Tests/run.py heartbeat

test-vm: build test-packages ## run the tests with real devices, in a virtual machine
	@Tests/run.py vm

evaluate: build ## say how well features tell people apart: DATA=FOLDER of public data sets
	@[ -n '$(DATA)' ] || { echo "make evaluate DATA=FOLDER; see docs/evaluation.md" >&2; exit 64; }
	@[ -x .build/evaluation/bin/python ] || python3 -m venv .build/evaluation
	.build/evaluation/bin/pip install --quiet --requirement Evaluation/requirements.txt
	@for each in keystrokes balabit windows; do echo "== $$each"; \
	  .build/evaluation/bin/python Evaluation/$$each.py '$(DATA)' --tactus $(program) || exit; done

SECONDS = 60
fuzz: packages toolchain ## feed made-up input to everything that reads any (SECONDS=60 for each target)
	@Fuzzing/run.py --seconds '$(SECONDS)'

sanitize: packages toolchain ## run the unit tests under the address and the thread sanitizer
	@Tests/run.py address thread

soak: deb test-packages test-programs ## run the long tests, those in virtual time too; builds a kernel once
	@scripts/install-packages.sh Tests/System/uml/packages.txt
	@Tests/run.py soak

bench: build test-packages test-programs ## measure what it costs beside the same in C (UML=1: at 8 kHz too)
	@$(if $(UML),scripts/install-packages.sh Tests/System/uml/packages.txt)
	@Benchmarks/bench.py $(if $(UML),--uml)

format: toolchain ## format the Swift sources
	swift format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks Fuzzing

clean: ## remove what was built; logs stay
	rm -rf .build

help:
	@awk -F ':.*## ' ' \
	  /^##@/ { printf "\n%s:\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# What the above stand on.

packages:
	@scripts/install-packages.sh Sources/packages.txt

test-packages:
	@scripts/install-packages.sh Tests/System/packages.txt

test-programs: toolchain $(archives)
	swift build $(build_flags) --product log-driver
	swift build $(build_flags) --product extract

toolchain:
	@command -v swift > /dev/null || { \
	  echo "There is no 'swift' in PATH. Install Swift 6.3: https://www.swift.org/install/linux/" >&2; \
	  exit 1; }

$(archives):
	mkdir -p $@
	ln -sf "$$(g++ -print-file-name=libstdc++.a)" $@

# Only where there is none: whoever installs need not be able to build.
$(pages): | $(program)
	@scripts/pages.sh $(program) $(pages)

$(program):
	@$(MAKE) --no-print-directory build
