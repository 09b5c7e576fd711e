# Sound. Two tones, so that a mix of both channels is told from one of them.
tones=(-f lavfi -i 'aevalsrc=0.3*sin(2*PI*440*t)|0.3*sin(2*PI*660*t):s=48000:d=2')
ff "${tones[@]}" -c:a aac -b:a 96k tones.aac
ff "${tones[@]}" -c:a aac -b:a 96k -movflags +faststart tones.m4a
ff "${tones[@]}" -c:a libmp3lame -b:a 128k stereo.mp3
ff "${tones[@]}" -ac 1 -c:a libmp3lame -b:a 64k mono.mp3
ff -f lavfi -i testsrc2=size=160x160 -frames:v 1 "$scratch/cover.jpg"
ff "${tones[@]}" -i "$scratch/cover.jpg" -map 0 -map 1 -c:a libmp3lame -q:a 4 -c:v copy -disposition:v attached_pic -id3v2_version 3 \
  -metadata title=Tones vbr-cover.mp3
ff "${tones[@]}" -ac 1 -c:a libopus -b:a 24k -application voip mono.opus
ff "${tones[@]}" -c:a libopus -b:a 48k stereo.opus
ff "${tones[@]}" -ac 1 -c:a libopus -b:a 24k recorder.webm
ff "${tones[@]}" -c:a libvorbis vorbis.ogg
ff "${tones[@]}" tones.wav
ff "${tones[@]}" tones.flac
head -c 3000 mono.opus >truncated.opus
head -c 5 mono.opus >stub.opus
: >empty.mp3

amr_hum >hum.amr

# 17 MB at the highest rate there is: one minute, over and over. MPEG frames need no more than to stand behind each other.
ff -f lavfi -i 'anoisesrc=duration=60:sample_rate=44100:amplitude=0.1:seed=1' -c:a libmp3lame -compression_level 9 -b:a 320k -write_xing 0 -id3v2_version 0 \
  "$scratch/minute.mp3"
for minute in {1..8}; do cat "$scratch/minute.mp3"; done >large.mp3
