package io.github.ssehub.sample;

/**
 * What the server is doing right now.
 *
 * @param time when this was measured, in milliseconds since the epoch
 * @param uptime how long the server has been up, in milliseconds
 * @param heapUsed the heap in use, in bytes
 * @param heapMax the most that the heap may grow to, in bytes
 * @param processCpu the CPU share of this process, from 0 to 1
 * @param systemCpu the CPU share of the whole machine, from 0 to 1
 * @param threads the number of live threads
 * @param gcTime the time spent collecting garbage so far, in milliseconds
 * @param connections the number of open streams
 * @param rooms the number of rooms
 * @param published the number of events that clients have published so far
 * @param publishedPerSecond the rate at which clients published in the last second
 */
record ServerStatistics(long time, long uptime, long heapUsed, long heapMax, double processCpu, double systemCpu,
		int threads, long gcTime, int connections, int rooms, long published, double publishedPerSecond) {

}
