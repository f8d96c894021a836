/* evemu_scan: the yardstick of replaying: parses the events of evemu text files and adds them up.
 *
 *   evemu_scan FILE...      plain scanning of each line by hand
 *   evemu_scan -s FILE...   the way most programs do it: fgets and sscanf
 *
 * Prints ONE JSON object: events, sums that show they were read, and the CPU time.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static uint64_t events;
static int64_t last_time, sum;

static const char *decimal(const char *at, int64_t *number)
{
	bool negative = *at == '-';
	int64_t value = 0;
	for (at += negative; *at >= '0' && *at <= '9'; at++)
		value = value * 10 + (*at - '0');
	*number = negative ? -value : value;
	return at;
}

static const char *hexadecimal(const char *at, unsigned *number)
{
	unsigned value = 0;
	for (;; at++) {
		if (*at >= '0' && *at <= '9')
			value = value << 4 | (unsigned)(*at - '0');
		else if (*at >= 'a' && *at <= 'f')
			value = value << 4 | (unsigned)(*at - 'a' + 10);
		else
			break;
	}
	*number = value;
	return at;
}

static void take(int64_t seconds, int64_t microseconds, unsigned type, unsigned code, int64_t value)
{
	events++;
	last_time = seconds * 1000000 + microseconds;
	sum += value + (int64_t)(type * 31 + code);
}

static void scan(const char *line)
{
	int64_t seconds, microseconds, value;
	unsigned type, code;
	line = decimal(line + 3, &seconds);
	line = decimal(line + 1, &microseconds);
	line = hexadecimal(line + 1, &type);
	line = hexadecimal(line + 1, &code);
	decimal(line + 1, &value);
	take(seconds, microseconds, type, code, value);
}

static void scan_by_library(const char *line)
{
	int64_t seconds, microseconds, value;
	unsigned type, code;
	if (sscanf(line, "E: %" SCNd64 ".%" SCNd64 " %x %x %" SCNd64, &seconds, &microseconds, &type,
		   &code, &value) == 5)
		take(seconds, microseconds, type, code, value);
}

int main(int argc, char **argv)
{
	bool by_library = argc > 1 && !strcmp(argv[1], "-s");
	static char line[65536];
	for (int i = 1 + by_library; i < argc; i++) {
		FILE *file = fopen(argv[i], "r");
		if (!file) {
			perror(argv[i]);
			return 1;
		}
		while (fgets(line, sizeof line, file))
			if (line[0] == 'E' && line[1] == ':' && line[2] == ' ')
				(by_library ? scan_by_library : scan)(line);
		fclose(file);
	}
	struct rusage used;
	getrusage(RUSAGE_SELF, &used);
	printf("{\"events\": %" PRIu64 ", \"last_us\": %" PRId64 ", \"sum\": %" PRId64 ", \"cpu_us\": %ld}\n",
	       events, last_time, sum,
	       (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000 + used.ru_utime.tv_usec +
		       used.ru_stime.tv_usec);
	return 0;
}
