"""What the system tests share: names, the truth to compare with, the sensor in the machine."""
