# What the others share, and bytes that no tool here writes: segments of a JPEG, archives, integers.

# Each corner of a picture has a colour of its own, so that a turned one is told from one that is not: red, green, below them blue, yellow.
corners='drawbox=x=0:y=0:w=48:h=48:color=0xff0000:t=fill,drawbox=x=iw-48:y=0:w=48:h=48:color=0x00ff00:t=fill'
corners=$corners',drawbox=x=0:y=ih-48:w=48:h=48:color=0x0000ff:t=fill,drawbox=x=iw-48:y=ih-48:w=48:h=48:color=0xffff00:t=fill'

# ff ARGUMENT…: ffmpeg, quiet, the same bytes on every machine of one version.
ff() { ffmpeg -nostdin -hide_banner -loglevel error -y -threads 2 "$@"; }

le16() { printf "\\x$(printf %02x $(($1 & 255)))\\x$(printf %02x $(($1 >> 8 & 255)))"; }
le32() { le16 $(($1 & 65535)); le16 $(($1 >> 16 & 65535)); }
be16() { printf "\\x$(printf %02x $(($1 >> 8 & 255)))\\x$(printf %02x $(($1 & 255)))"; }
bytes_of() { stat -c %s "$1"; }

# with_segment MARKER PAYLOAD JPEG: the JPEG with one more segment behind its start.
with_segment() {
  head -c 2 "$3"
  printf "\\xff\\x$1"
  be16 $(($(bytes_of "$2") + 2))
  cat "$2"
  tail -c +3 "$3"
}

# EXIF as cameras write it, little-endian, with one entry.
exif_orientation() { printf 'Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0'; le32 "$1"; le32 0; }

# EXIF with a GPS directory: 48 degrees 51' 30'' north, 2 degrees 17' 40'' east.
exif_gps() {
  printf 'Exif\0\0II*\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0'
  printf '\x05\0\0\0\x01\0\x04\0\0\0\x02\x03\0\0\x01\0\x02\0\x02\0\0\0N\0\0\0\x02\0\x05\0\x03\0\0\0\x5c\0\0\0'
  printf '\x03\0\x02\0\x02\0\0\0E\0\0\0\x04\0\x05\0\x03\0\0\0\x74\0\0\0\0\0\0\0'
  local number
  for number in 48 51 30 2 17 40; do le32 "$number"; le32 1; done
}

xmp_location() {
  printf 'http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
  printf '<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="48,51.5N" exif:GPSLongitude="2,17.667E"/>'
  printf '</rdf:RDF></x:xmpmeta>'
}

# No encoder for AMR here: a hundred frames at 12.2 kbit/s (RFC 4867 section 5.3), each 20 ms of a faint hum.
amr_hum() {
  printf '#!AMR\n'
  printf '\x3c\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0%.0s' {1..100}
}

# zipped ARCHIVE FOLDER NAME…: a ZIP of the files, in this order. A gzip member holds all that an entry needs: the deflated bytes between
# its ten-byte header and its trailer, which is the CRC and the length.
zipped() {
  local archive=$1 folder=$2 name crc length packed offset entries=0
  shift 2
  : >"$archive"
  : >"$scratch/directory"
  for name in "$@"; do
    gzip -n -6 -c "$folder/$name" >"$scratch/entry.gz"
    offset=$(bytes_of "$archive")
    packed=$(($(bytes_of "$scratch/entry.gz") - 18))
    { printf '\x14\0\0\0\x08\0\0\0\x21\0'; tail -c 8 "$scratch/entry.gz" | head -c 4; le32 "$packed"; le32 "$(bytes_of "$folder/$name")"; le16 ${#name}; le16 0; } >"$scratch/common"
    { printf 'PK\x03\x04'; cat "$scratch/common"; printf %s "$name"; tail -c +11 "$scratch/entry.gz" | head -c "$packed"; } >>"$archive"
    { printf 'PK\x01\x02\x14\0'; cat "$scratch/common"; le16 0; le16 0; le16 0; le32 0; le32 "$offset"; printf %s "$name"; } >>"$scratch/directory"
    entries=$((entries + 1))
  done
  offset=$(bytes_of "$archive")
  cat "$scratch/directory" >>"$archive"
  { printf 'PK\x05\x06\0\0\0\0'; le16 $entries; le16 $entries; le32 "$(bytes_of "$scratch/directory")"; le32 "$offset"; le16 0; } >>"$archive"
}
