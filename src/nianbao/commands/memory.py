"""How much memory this process may take, so that one received file cannot bring the whole machine down."""

import sys
from contextlib import suppress
from pathlib import Path

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _EXTENDED_LIMITS, _LIMIT_PROCESS_MEMORY = 9, 0x100
    # A job ends with its last handle: kept as long as the process lives.
    _jobs: list[int] = []

    class _BasicLimits(ctypes.Structure):
        _fields_ = (
            ("per_process_time", wintypes.LARGE_INTEGER),
            ("per_job_time", wintypes.LARGE_INTEGER),
            ("flags", wintypes.DWORD),
            ("least_working_set", ctypes.c_size_t),
            ("most_working_set", ctypes.c_size_t),
            ("most_processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("priority", wintypes.DWORD),
            ("scheduling", wintypes.DWORD),
        )

    class _ExtendedLimits(ctypes.Structure):
        _fields_ = (
            ("basic", _BasicLimits),
            ("counters", ctypes.c_ulonglong * 6),
            ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t),
            ("peak_process_memory", ctypes.c_size_t),
            ("peak_job_memory", ctypes.c_size_t),
        )

    def limit(more: int) -> None:
        """Let this process take no more than so many bytes; beyond it asks in vain. Inside other jobs this works from
        Windows 8 on, and before nothing happens.
        """
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.CreateJobObjectW.argtypes = (wintypes.LPVOID, wintypes.LPCWSTR)
        kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, wintypes.LPVOID, wintypes.DWORD)
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        job = kernel.CreateJobObjectW(None, None)
        if not job:
            return
        limits = _ExtendedLimits()
        limits.basic.flags, limits.process_memory = _LIMIT_PROCESS_MEMORY, more
        kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
        kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
        _jobs.append(job)


else:
    import resource

    _STATE = Path("/proc/self/statm")
    _DATA = 5

    def limit(more: int) -> None:
        """Let this process take so many bytes more than it has; beyond it asks in vain."""
        with suppress(OSError, ValueError):
            most = _taken() + more
            resource.setrlimit(resource.RLIMIT_DATA, (most, most))

    def _taken() -> int:
        # A reader that replaces another late in a long run is born with all that its parent holds.
        try:
            return int(_STATE.read_text(encoding="ascii").split()[_DATA]) * resource.getpagesize()
        except (OSError, IndexError):
            return 0
