"""A network path that takes its time: packets of one TUN device come back after half a round trip, their addresses swapped,
so that a connection to the far address reaches a server on the near one. Usage: slow-path.py DEVICE ROUND_TRIP_SECONDS"""
import fcntl, heapq, itertools, os, select, struct, sys, time

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
device = os.open("/dev/net/tun", os.O_RDWR)
fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH14s", sys.argv[1].encode(), IFF_TUN | IFF_NO_PI, b""))
delay, waiting, order = float(sys.argv[2]) / 2, [], itertools.count()
print("ready", flush=True)
while True:
    limit = max(0, waiting[0][0] - time.monotonic()) if waiting else None
    if select.select([device], [], [], limit)[0]:
        packet = bytearray(os.read(device, 65536))
        start, size = (12, 4) if packet[0] >> 4 == 4 else (8, 16)  # RFC 791 section 3.1, RFC 8200 section 3
        near, far = packet[start : start + size], packet[start + size : start + 2 * size]
        packet[start : start + 2 * size] = far + near  # no checksum changes by it
        heapq.heappush(waiting, (time.monotonic() + delay, next(order), bytes(packet)))
    while waiting and waiting[0][0] <= time.monotonic():
        os.write(device, heapq.heappop(waiting)[2])
