"""A process that gives up, for good, every way to reach a network or another program."""

import ctypes
import errno
import os
import platform
import struct
import sys

# linux/prctl.h, linux/seccomp.h, linux/filter.h
_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 22, 38
_SECCOMP_MODE_FILTER = 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_KILL, _REFUSE, _ALLOW = 0x80000000, 0x00050000 | errno.EPERM, 0x7FFF0000
_NUMBER, _ARCHITECTURE = 0, 4  # offsets in struct seccomp_data
_INSTRUCTION = struct.Struct("HBBI")
_X32 = 0x40000000  # the first number of another table of calls on x86-64

# What each machine calls itself, and the numbers of socket, connect, socketpair, io_uring_setup,
# execve, execveat, ptrace, process_vm_readv, process_vm_writev and pidfd_getfd there.
_MACHINES = {
    "x86_64": (0xC000003E, (41, 42, 53, 425, 59, 322, 101, 310, 311, 438)),
    "aarch64": (0xC00000B7, (198, 203, 199, 425, 221, 281, 117, 270, 271, 438)),
}


class SandboxError(OSError):
    """This system cannot take the network from a process."""


class _Program(ctypes.Structure):
    """`struct sock_fprog`: how many instructions, and where they are."""

    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def forbid_network() -> None:
    """Make the system refuse this thread, and all it starts from now on, sockets and programs.

    Files may still be opened. There is no way back. Raises SandboxError where the system has no
    seccomp filters or is of another make than x86-64 or ARM64.
    """
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        raise SandboxError("only Linux on x86-64 or ARM64 can take the network from a process")
    instructions = _filter(*machine)
    memory = ctypes.create_string_buffer(instructions, len(instructions))
    length = len(instructions) // _INSTRUCTION.size
    program = _Program(length, ctypes.cast(memory, ctypes.c_void_p))
    libc = ctypes.CDLL(None, use_errno=True)
    for call in (
        (_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
        (_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0),
    ):
        if libc.prctl(*call):
            raise SandboxError(f"the network cannot be taken: {os.strerror(ctypes.get_errno())}")


def _filter(architecture: int, refused: tuple[int, ...]) -> bytes:
    """Return the filter: calls of another architecture kill, those in `refused` get EPERM."""
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _KILL),
    ]
    for number in refused:
        steps += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _REFUSE)]
    return b"".join(_INSTRUCTION.pack(*step) for step in [*steps, (_RETURN, 0, 0, _ALLOW)])
