"""Makes .venv and installs the pinned requirements into it, when either is missing or has changed.

Runs on the system's own Python, however old, so it uses nothing that Python 3.6 does not have.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys

OLDEST = (3, 11)
HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed")
OUTPUT = os.path.join(VENV, "pip.log")


def main():
    use_a_new_enough_python()
    wanted = fingerprint()
    if read(STAMP) == wanted and os.path.exists(PYTHON):
        return
    make_venv()
    install()
    with open(STAMP, "w") as stamp:
        stamp.write(wanted)


def use_a_new_enough_python():
    if sys.version_info >= OLDEST:
        return
    for minor in range(15, OLDEST[1] - 1, -1):
        newer = shutil.which("python3.%d" % minor)
        if newer:
            os.execv(newer, [newer] + sys.argv)
    stop(
        "Owl App needs Python %d.%d or newer; this is %d.%d. "
        "Install a newer one, or name it: make run PYTHON=/path/to/python3" % (OLDEST + sys.version_info[:2])
    )


def fingerprint():
    """Changes with the requirements, the Python version and the folder: a moved .venv does not work."""
    digest = hashlib.sha256()
    with open(os.path.join(HERE, "requirements.txt"), "rb") as requirements:
        digest.update(requirements.read())
    digest.update(repr((sys.version_info[:2], HERE)).encode())
    return digest.hexdigest()


def make_venv():
    print("Making the Python environment in .venv …", flush=True)
    clear = ["--clear"] if os.path.isdir(VENV) and not os.path.exists(PYTHON) else []
    made = subprocess.run(
        [sys.executable, "-m", "venv"] + clear + [VENV], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if made.returncode != 0:
        stop(
            "Python could not make an environment in .venv. On Debian and Ubuntu install the package that is missing: "
            "apt install python%d.%d-venv" % sys.version_info[:2]
        )


def install():
    """Runs pip, its output in a file and a count of what has arrived in the terminal."""
    requirements = os.path.join(HERE, "requirements.txt")
    command = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--progress-bar",
        "off",
        "-r",
        requirements,
    ]
    print("Installing the libraries; the first time takes a few minutes …", flush=True)
    arrived = 0
    with open(OUTPUT, "w") as output:
        pip = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
        for line in pip.stdout:
            output.write(line)
            if line.startswith("Collecting"):
                arrived += 1
                show("%d libraries found" % arrived)
            elif line.startswith("Installing collected"):
                show("installing %d libraries" % arrived)
    show("")
    if pip.wait() != 0:
        stop(reason(read(OUTPUT)))


def show(progress):
    if sys.stdout.isatty():
        print("\r\033[K%s" % progress, end="", flush=True)


def reason(output):
    if re.search(
        r"ConnectionError|NewConnectionError|name resolution|Network is unreachable|timed out|ProxyError", output
    ):
        return "The libraries could not be downloaded. Connect this machine to the internet and try again."
    if "No space left" in output:
        return "The disk is full: about 2 GB are needed. Make room and try again."
    last = "\n".join(output.strip().splitlines()[-8:])
    return "The libraries could not be installed. The whole output is in .venv/pip.log; it ends with:\n\n" + last


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def stop(sentence):
    sys.stderr.write(sentence + "\n")
    sys.exit(1)


if __name__ == "__main__":
    main()
