"""The manual pages and the completions that are installed with the programs, in the real shells."""

import os
import pathlib
import re
import shutil
import subprocess

import pytest
from conftest import PATIENCE, ROOT

PAGES = ("man1/tactus.1", "man1/tactus-heartbeat.1", "man5/tactus.yaml.5", "man7/tactus-features.7",
         "man7/tactus-privacy.7")


@pytest.fixture(scope="session")
def share(tactus, tmp_path_factory):
    """The folder of pages and completions, made of these programs."""
    folder = tmp_path_factory.mktemp("share")
    subprocess.run([ROOT / "scripts/pages.sh", tactus, folder], check=True, timeout=PATIENCE)
    return folder


def output(*command, **options):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False,
                          timeout=PATIENCE, **options)
    assert done.returncode == 0, (done.stdout, done.stderr)
    return done.stdout


def need(program):
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")


def rendered(share, page):
    environment = os.environ | {"MANWIDTH": "200", "LC_ALL": "C.UTF-8", "MAN_KEEP_FORMATTING": ""}
    text = output("man", "--no-hyphenation", "--no-justification", "-l", share / "man" / page,
                  env=environment)
    return re.sub(r"\s+", " ", text)


# --- manual pages


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_good_roff(share, page):
    need("man")
    need("mandoc")
    path = share / "man" / page
    told = subprocess.run(["man", "--warnings", "-l", path], stdout=subprocess.DEVNULL, text=True,
                          stderr=subprocess.PIPE, timeout=PATIENCE, check=True,
                          env=os.environ | {"MANPAGER": "cat", "LC_ALL": "C.UTF-8"})
    assert told.stderr == ""
    lint = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", path], capture_output=True,
                          text=True, check=False, timeout=PATIENCE)
    assert lint.stdout == ""


def test_the_pages_tell_what_the_programs_know(tactus, share):
    need("man")
    page = rendered(share, "man1/tactus.1")
    for command in commands(tactus):
        assert f"tactus {command}" in page
        for option in options(tactus, command):
            assert option in page, (command, option)
    features = rendered(share, "man7/tactus-features.7")
    for row in output(tactus, "features").splitlines()[1:]:
        assert row.split()[0] in features
    heartbeat = rendered(share, "man1/tactus-heartbeat.1")
    for option in options(f"{tactus}-heartbeat"):
        assert option in heartbeat


def test_the_configuration_page_has_every_key_with_its_comment(share):
    need("man")
    page = rendered(share, "man5/tactus.yaml.5")
    configuration = (ROOT / "docs/tactus.yaml").read_text()
    keys = re.findall(r"^ *([a-z_]+:.*)", configuration, re.MULTILINE)
    assert len(keys) > 20
    for key in keys:
        assert key.strip() in page
    # The first line is the page's title.
    sentences = re.findall(r"# ([A-Z][^.`]{20,60})", configuration.partition("\n")[2])
    assert len(sentences) > 20
    for sentence in sentences:
        assert sentence in page


def test_nothing_of_the_privacy_document_is_lost(share):
    need("man")
    page = rendered(share, "man7/tactus-privacy.7")
    words = re.sub(r"\]\([^)]*\)", "]", (ROOT / "docs/privacy.md").read_text())
    for word in set(re.findall(r"[A-Za-z_]{4,}", words)):
        assert word.lower() in page.lower(), word
    assert "keylogger" in page


# --- completions


def commands(program):
    listed = output(program, "--help").partition("Commands:\n")[2].partition("\n\n")[0]
    return re.findall(r"^  (\w+)", listed, re.MULTILINE)


def options(program, *command):
    """The long options as the help has them; both of one that can be turned off as one."""
    return re.findall(r"^ {2,6}(?:-\w, )?(--[][a-z-]+)", output(program, *command, "--help"),
                      re.MULTILINE)


def spelled(option):
    return [option.replace("[no-]", ""), option.replace("[no-]", "no-")] if "[" in option else [option]


def complete_bash(share, words, folder):
    """What bash offers for the last of these words, by the way that its own completion goes."""
    name = words[0]
    # Readline gives the function these words: it splits at '='.
    split = [part for word in words for part in re.split(r"(=)", word) if part or word == ""]
    if words[-1].endswith("="):
        split = split if split[-1] == "=" else [*split, "="]
    script = f"""
        source {share}/bash-completion/completions/{name}
        compopt() {{ :; }}
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
        function=$(complete -p {name} | sed 's/.*-F \\([^ ]*\\).*/\\1/')
        $function
        printf '%s\\n' "${{COMPREPLY[@]}}" """
    return output("bash", "--norc", "-c", script, "bash", *split, cwd=folder).split()


def complete_fish(share, words, folder):
    script = f"source {share}/fish/vendor_completions.d/{words[0]}.fish; complete -C $argv[1]"
    listed = output("fish", "--no-config", "-c", script, " ".join(words), cwd=folder,
                    env=os.environ | {"HOME": str(folder)})
    offered = [line.split("\t")[0] for line in listed.splitlines()]
    # Of --name=value fish offers all of it.
    return [word.removeprefix(words[-1].partition("=")[0] + "=") for word in offered]


ZSH = r"""
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PROMPT=; unsetopt zle_bracketed_paste; stty -echo cols 400 rows 400"
zpty -w shell "fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -D; LISTMAX=1000"
# All that is offered is put into the line.
zpty -w shell "insert-all() { compstate[insert]=all; }; comppostfuncs=(insert-all)"
# The key for completion says when it is done; a line that can't be run is typed before it.
zpty -w shell "complete-and-tell() {
  zle complete-word; print -- \"became=\$BUFFER=\" > /dev/tty; print -- DONE > /dev/tty }"
zpty -w shell "zle -N complete-and-tell; bindkey '^I' complete-and-tell; cd $2; print REA''DY"
zpty -r shell output '*READY*' > /dev/null
zpty -n -w shell "$3"$'\t'
zpty -r shell output '*DONE*'
print -r -- "$output"
zpty -d shell
"""


def complete_zsh(share, words, folder):
    listed = output("zsh", "-f", "-c", ZSH, "zsh", share / "zsh/site-functions", folder,
                    " ".join(words), env=os.environ | {"HOME": str(folder), "TERM": "xterm"})
    became = re.search(r"became=(.*)=\r?\n", listed)[1].split()
    # Where nothing is offered the line stays as it was.
    offered = set(became[len(words) - 1:]) - set(words[-1:])
    return sorted(word.removeprefix(words[-1].partition("=")[0] + "=") for word in offered)


SHELLS = {"bash": complete_bash, "fish": complete_fish, "zsh": complete_zsh}


@pytest.fixture(params=SHELLS)
def complete(request, share, tmp_path):
    """Completes the last of some words; the folder has a file and a folder."""
    need(request.param)
    (tmp_path / "afile.jsonl").touch()
    (tmp_path / "afolder").mkdir()

    def complete(*words):
        return [word.removesuffix("=").removesuffix("/")
                for word in SHELLS[request.param](share, words, tmp_path)]

    complete.shell = request.param
    return complete


def test_commands_are_completed(complete, tactus):
    assert set(complete("tactus", "")) >= {*commands(tactus), "help"}
    assert complete("tactus", "feat") == ["features"]
    assert set(complete("tactus", "help", "")) == set(commands(tactus))


def test_values_are_completed(complete):
    assert set(complete("tactus", "run", "--log-level=")) == {"debug", "info", "warning", "error"}
    assert set(complete("tactus", "view", "--by", "")) == {"hour", "day", "week"}
    assert set(complete("tactus", "completions", "")) == {"bash", "zsh", "fish"}
    assert set(complete("tactus-heartbeat", "--completions=")) == {"bash", "zsh", "fish"}


def test_files_and_folders_are_completed_where_they_are_wanted(complete):
    assert set(complete("tactus", "view", "a")) == {"afile.jsonl", "afolder"}
    assert complete("tactus", "view", "--log-dir=a") == ["afolder"]
    assert complete("tactus", "features", "a") == []
    assert complete("tactus", "view", "--since=a") == []


def test_options_of_every_command_are_completed(share, tactus, tmp_path):
    """In bash and fish; zsh's are of the same table, and take a second each."""
    for shell in ("bash", "fish"):
        need(shell)
    for command in commands(tactus):
        wanted = {name for option in options(tactus, command) for name in spelled(option)}
        assert "--help" in wanted
        for shell in ("bash", "fish"):
            offered = {word.removesuffix("=")
                       for word in SHELLS[shell](share, ["tactus", command, "--"], tmp_path)}
            assert offered == wanted, (shell, command)


def test_the_last_of_several_values_is_completed(share, tmp_path):
    need("bash")
    words = ["tactus-heartbeat", "--fields=host,u"]
    assert complete_bash(share, words, tmp_path) == ["host,user_id"]


def test_what_is_installed_is_uninstalled(share, tactus, tmp_path):
    need("make")
    settings = [f"DESTDIR={tmp_path}", "PREFIX=/usr", f"program={tactus}", f"pages={share}"]
    output("make", "-C", ROOT, "install", *settings)
    installed = [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()]
    for page in PAGES:
        assert pathlib.Path("usr/share/man", page) in installed
    for name in ("tactus", "tactus-heartbeat"):
        assert pathlib.Path("usr/share/zsh/site-functions", f"_{name}") in installed
        assert pathlib.Path("usr/share/bash-completion/completions", name) in installed
        assert pathlib.Path("usr/share/fish/vendor_completions.d", f"{name}.fish") in installed
    output("make", "-C", ROOT, "uninstall", *settings)
    left = [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()]
    assert left == [pathlib.Path("etc/tactus/tactus.yaml")]
