"""Where the frozen program starts."""

import multiprocessing
import sys

from nianbao.window.start import main

if __name__ == "__main__":
    # A worker process is this same program started again; without this line it would run the command a second time.
    multiprocessing.freeze_support()
    sys.exit(main())
