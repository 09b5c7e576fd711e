# Video. The first file is as WhatsApp wants it; the others differ from it in one thing each.
picture=(-f lavfi -i "testsrc2=size=320x240:rate=15:duration=2,$corners")
sound=(-f lavfi -i 'sine=frequency=440:sample_rate=44100:duration=2')
h264=(-c:v libx264 -preset veryfast -profile:v main -bf 0 -g 30 -pix_fmt yuv420p)
aac=(-c:a aac -b:a 64k)
first=(-movflags +faststart)
ff "${picture[@]}" "${sound[@]}" "${h264[@]}" "${aac[@]}" "${first[@]}" conforming.mp4
ff "${picture[@]}" "${sound[@]}" "${h264[@]/main/baseline}" "${aac[@]}" "${first[@]}" baseline.mp4
ff "${picture[@]}" "${sound[@]}" -c:v libx264 -preset veryfast -profile:v high -bf 2 -pix_fmt yuv420p "${aac[@]}" "${first[@]}" high-b-frames.mp4
ff "${picture[@]}" "${sound[@]}" -c:v libx264 -preset veryfast -profile:v high444 -bf 0 -pix_fmt yuv444p -s 321x241 "${aac[@]}" "${first[@]}" odd-yuv444p.mp4
ff "${picture[@]}" "${sound[@]}" -c:v libx265 -preset ultrafast -x265-params log-level=none -tag:v hvc1 -pix_fmt yuv420p "${aac[@]}" "${first[@]}" hevc.mp4
ff "${picture[@]}" "${sound[@]}" -c:v mpeg4 -q:v 5 "${aac[@]}" "${first[@]}" mpeg4-part2.mp4
ff "${picture[@]}" "${sound[@]}" -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 200k -c:a libopus -b:a 48k vp9.webm

# The codecs are right: a remux is enough.
ff -i conforming.mp4 -c copy moov-last.mp4
ff -i conforming.mp4 -c copy -movflags +frag_keyframe+empty_moov fragmented.mp4
ff -i conforming.mp4 -c copy -an "${first[@]}" silent.mp4
ff -i conforming.mp4 -c copy -metadata:s:v rotate=270 "${first[@]}" rotated.mp4
ff -i conforming.mp4 -map 0:v -map 0:a -map 0:a -c copy "${first[@]}" two-sounds.mp4
printf '1\n00:00:00,000 --> 00:00:01,500\nA line\n' >"$scratch/lines.srt"
ff -i conforming.mp4 -i "$scratch/lines.srt" -map 0 -map 1 -c copy -c:s mov_text "${first[@]}" subtitles.mp4
ff -i conforming.mp4 "${sound[@]}" -map 0:v -map 1:a -c:v copy -c:a libmp3lame -b:a 64k "${first[@]}" mp3-sound.mp4
ff -i conforming.mp4 -c copy phone.mov
ff -i conforming.mp4 -c copy capture.mkv
ff -i conforming.mp4 -c copy -f 3gp "${first[@]}" h264.3gp
cp conforming.mp4 video-named.3gp

# An old telephone's.
amr_hum >"$scratch/hum.amr"
ff -f lavfi -i testsrc2=size=176x144:rate=15:duration=2 -i "$scratch/hum.amr" -c:v h263 -c:a copy "${first[@]}" h263-amr.3gp

# More than fits, and less than there should be
ff -f lavfi -i 'testsrc2=size=640x480:rate=25:duration=2,noise=alls=80:allf=t+u' -f lavfi -i sine=duration=2 -c:v libx264 -preset superfast -profile:v main \
  -bf 0 -pix_fmt yuv420p -qp 6 "${aac[@]}" "${first[@]}" large.mp4
head -c 20000 conforming.mp4 >truncated.mp4
head -c 20000 moov-last.mp4 >truncated-moov-last.mp4
: >empty.mp4

# A decoder with a history, in two containers, and texts that point elsewhere
ff -f lavfi -i testsrc2=size=64x64:rate=5:duration=1 -c:v magicyuv magicyuv.avi
ff -f lavfi -i testsrc2=size=64x64:rate=5:duration=1 -c:v magicyuv magicyuv.mov
printf '#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10.0,\nhttp://127.0.0.1:9/canary.ts\n#EXT-X-ENDLIST\n' >playlist.m3u8
printf 'ffconcat version 1.0\nfile http://127.0.0.1:9/canary.mp4\n' >script.ffconcat
