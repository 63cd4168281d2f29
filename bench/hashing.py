"""What Argon2id alone allows on this machine: the product's own hash, as many threads as cores, nothing else.

Run as a process of its own: `python -m bench.hashing SECONDS` prints `{"count", "seconds", "cpu"}`.
"""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter, process_time

from owl_app.security.passwords import hash_password, verify_password

PASSWORD = "quiet harbour lantern 7"


def main() -> None:
    hashed = hash_password(PASSWORD)
    seconds, cores = float(sys.argv[1]), os.cpu_count() or 1
    begun, busy = perf_counter(), process_time()

    def compare() -> int:
        count = 0
        while perf_counter() - begun < seconds:
            count += verify_password(PASSWORD, hashed)
        return count

    with ThreadPoolExecutor(cores) as pool:
        count = sum(future.result() for future in [pool.submit(compare) for _ in range(cores)])
    print(json.dumps({"count": count, "seconds": perf_counter() - begun, "cpu": process_time() - busy}))


if __name__ == "__main__":
    main()
