# SPDX-License-Identifier: MIT
"""Known samples: what is played into a loopback card, and whether a file holds it.

    samples.py noise FORMAT RATE CHANNELS STATUS DONE   frames that have nothing in common
    samples.py ramp RATE SECONDS STATUS DONE            S16_LE, two channels: each says its number
    samples.py find-noise FILE RATE CHANNELS            the file holds all of them, and nothing else
    samples.py find-ramp FILE RATE SECONDS LOST         each frame at its place; LOST of them are silence

The first two write raw frames to stdout: silence until STATUS, a file of /proc/asound, says that the
other side captures, then the samples, then silence until nobody reads it; by then there is a file
DONE. The others print what is wrong, and fail.
"""

# Started often, on a slow machine: only what is light is imported.
import array
import struct
import sys
import time

TABLE_FRAMES = 1021  # a prime, so that it is in step with nothing
REPEATS = 16
RAMP_FRAMES = 30000


def noise_table(channels):
    """16-bit values, none of them 0."""
    values = array.array('h')
    state = channels
    for _ in range(TABLE_FRAMES * channels):
        state = (state * 1103515245 + 12345) & 0x7fffffff
        values.append(((state >> 8) & 0xffff) - 32768 or 1)
    return values


def spell(values, sample_format):
    """The same values as a PCM of that format has them."""
    if sample_format == 'S16_LE':
        return values.tobytes()
    if sample_format == 'FLOAT_LE':
        return array.array('f', (value / 32768 for value in values)).tobytes()
    if sample_format == 'S24_3LE':
        return b''.join(struct.pack('<i', value * 256)[:3] for value in values)
    scale = {'S24_LE': 1 << 8, 'S32_LE': 1 << 16}[sample_format]
    return array.array('i', (value * scale for value in values)).tobytes()


def ramp(frame_count):
    blocks = []
    count = array.array('h', range(1, RAMP_FRAMES + 1))
    for block in range(-(-frame_count // RAMP_FRAMES)):
        frames = array.array('h', bytes(4 * RAMP_FRAMES))
        frames[0::2] = count
        frames[1::2] = array.array('h', [block + 1]) * RAMP_FRAMES
        blocks.append(frames.tobytes())
    return b''.join(blocks)[:frame_count * 4]


def feed(frames, frame_bytes, rate, status, done):
    """The pipe paces us: what is in it, and in the player, is less than a second."""
    silence = bytes(frame_bytes * (rate // 20))
    deadline = time.monotonic() + 30
    running = False
    while not running:
        if time.monotonic() > deadline:
            sys.exit('nobody captures')
        sys.stdout.buffer.write(silence)
        with open(status, encoding='ascii') as lines:
            running = 'state: RUNNING' in lines.read()
    sys.stdout.buffer.write(silence * 4 + frames)
    # Until all of it has been played, so that the player does not end before whoever captures: the
    # card would show what it had in its buffer once more.
    for _ in range(40):
        sys.stdout.buffer.write(silence)
    open(done, 'w', encoding='ascii').close()
    while True:
        sys.stdout.buffer.write(silence)


def read_wave(path, rate, channels):
    """The frames of a file of 16 bits."""
    with open(path, 'rb') as file:
        data = file.read()
    at = 12
    frames = None
    while at + 8 <= len(data):
        name, size = struct.unpack_from('<4sI', data, at)
        if name == b'fmt ':
            found = struct.unpack_from('<HHIIHH', data, at + 8)
            if (found[1], found[2], found[5]) != (channels, rate, 16):
                sys.exit(f'{path}: {found[1]} channels of {found[5]} bits at {found[2]} Hz')
        if name == b'data':
            frames = data[at + 8:at + 8 + size]
        at += 8 + size + size % 2
    if frames is None or len(frames) % (2 * channels):
        sys.exit(f'{path}: no whole frames')
    return frames


def find_noise(path, rate, channels):
    frames = read_wave(path, rate, channels)
    wanted = noise_table(channels).tobytes() * REPEATS
    at = frames.find(wanted[:64])
    if at < 0:
        sys.exit(f'{path}: the samples do not begin in {len(frames)} bytes')
    found = frames[at:at + len(wanted)]
    if found != wanted:
        same = next(i for i, pair in enumerate(zip(found + b'\0', wanted)) if pair[0] != pair[1])
        sys.exit(f'{path}: only {same} of {len(wanted)} bytes are as they were played')
    if frames[:at].strip(b'\0'):
        sys.exit(f'{path}: there is something before what was played')
    rest = frames[at + len(wanted):]
    if rest.strip(b'\0'):
        silent = len(rest) - len(rest.lstrip(b'\0'))
        sys.exit(f'{path}: after {silent} bytes of silence there is something else')


def silent_runs(frames):
    """First and last frame of each run of silence. Only silence has four zero bytes in a row."""
    import re
    for run in re.finditer(rb'\0{4,}', frames):
        begin, end = -(-run.start() // 4), run.end() // 4
        if end > begin:
            yield begin, end


def find_ramp(path, rate, seconds, lost):
    frames = read_wave(path, rate, 2)
    played = ramp(int(rate * seconds))
    runs = list(silent_runs(frames))
    total = len(frames) // 4
    begin = runs[0][1] if runs and runs[0][0] == 0 else 0
    inner = [run for run in runs if run[0] > begin and run[1] < total]
    # Where the ramp begins: it is played after silence, so its first frame is heard.
    if frames[4 * begin:4 * begin + 4] != played[:4]:
        sys.exit(f'{path}: the ramp does not begin with its first frame')
    at = begin
    for run in inner + [(begin + len(played) // 4, None)]:
        if frames[4 * at:4 * run[0]] != played[4 * (at - begin):4 * (run[0] - begin)]:
            sys.exit(f'{path}: frames {at} to {run[0]} are not at their place')
        at = run[1]
    silent = sum(run[1] - run[0] for run in inner)
    if silent != lost:
        sys.exit(f'{path}: {silent} frames of silence, and {lost} were lost')


def main(what, *arguments):
    if what == 'noise':
        sample_format, rate, channels, status, done = arguments
        frames = spell(noise_table(int(channels)), sample_format)
        feed(frames * REPEATS, len(frames) // TABLE_FRAMES, int(rate), status, done)
    elif what == 'ramp':
        rate, seconds, status, done = arguments
        feed(ramp(int(int(rate) * float(seconds))), 4, int(rate), status, done)
    elif what == 'find-noise':
        path, rate, channels = arguments
        find_noise(path, int(rate), int(channels))
    elif what == 'find-ramp':
        path, rate, seconds, lost = arguments
        find_ramp(path, int(rate), float(seconds), int(lost))
    else:
        sys.exit(__doc__)


try:
    main(*sys.argv[1:])
except BrokenPipeError:
    sys.stderr.close()
