"""A virtual machine with real input devices, in which the system tests run."""

from .machine import Job, Result, VirtualMachine, VirtualMachineError, why_unavailable
from .qmp import Injection

__all__ = ["Injection", "Job", "Result", "VirtualMachine", "VirtualMachineError", "why_unavailable"]
