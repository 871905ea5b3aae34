# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Pictures: what they are, and that nothing is written where none is drawn. What is in them is the
# matter of pictures.py.

machine 'a:chain*2'
shell 'jackfield --machine "synthetic:a:chain*2" graph --format svg | grep -c "<svg"'
shell 'jackfield --machine "synthetic:a:chain*2" graph --format png | head -c 4 | od -An -c'
jack graph --format svg -o chain.svg
jack graph -fpng -o chain.png
shell 'wc -l <chain.svg | grep -c ..; head -c 4 chain.png | od -An -c'

# Nothing is lost where nothing is drawn.
machine 'a:chain*1499'
shell 'echo kept >kept.svg'
jack graph --format svg -o kept.svg
jack graph --format png -o kept.svg
shell 'cat kept.svg'
jack graph --format svg --device nobody -o kept.svg
shell 'cat kept.svg'
jack graph --format svg -o nowhere/a.svg
jack graph --format svg -o nowhere/a.svg --force --timeout 60
jack graph --format svg -o /dev/full --force --timeout 60

# What a bitmap cannot hold.
machine 'a:chain*1400'
mask 's/[0-9]* times [0-9]* pixels/N times N pixels/'
jack graph --format png -o kept.svg --timeout 60
jack graph --format png -o chain.png --timeout 60 --force
shell 'cat kept.svg; head -c 4 chain.png | od -An -c'
