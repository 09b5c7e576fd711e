# Pictures.
base=$scratch/base.png
ff -f lavfi -i "testsrc2=size=320x240,format=rgb24,$corners" -frames:v 1 "$base"
# The middle is fully transparent, and so large that a wrong background shows; a bar beside it is half transparent.
holes='drawbox=x=60:y=50:w=200:h=140:color=black:t=fill,drawbox=x=270:y=88:w=20:h=64:color=gray:t=fill'
ff -i "$base" -f lavfi -i "color=white:size=320x240,format=rgb24,$holes,format=gbrp,extractplanes=g" \
  -filter_complex '[0][1]alphamerge,format=rgba' -frames:v 1 "$scratch/holes.png"
ff -f lavfi -i 'testsrc2=size=4000x3000,format=rgb24,noise=alls=60:allf=u' -frames:v 1 -compression_level 1 "$scratch/noise.png"

# JPEG
vips copy "$base" 'plain.jpg[strip,Q=90]'
vips copy "$base" 'progressive.jpg[strip,Q=90,interlace]'
vips colourspace "$base" 'gray.jpg[strip,Q=90]' b-w
vips icc_transform "$base" 'cmyk.jpg[Q=90]' cmyk --input-profile srgb
vips icc_transform "$base" 'p3.jpg[Q=90]' p3 --input-profile srgb
vips copy "$scratch/noise.png" 'noisy-12mp.jpg[strip,Q=92]'
for turn in 1 2 3 4 5 6 7 8; do
  exif_orientation "$turn" >"$scratch/exif"
  with_segment e1 "$scratch/exif" plain.jpg >"orientation-$turn.jpg"
done
exif_gps >"$scratch/gps"
with_segment e1 "$scratch/gps" plain.jpg >gps.jpg
xmp_location >"$scratch/xmp"
with_segment e1 "$scratch/xmp" plain.jpg >xmp-location.jpg
{ printf 'ICC_PROFILE\0\x01\x01'; head -c 200 "$base"; } >"$scratch/icc"
with_segment e2 "$scratch/icc" plain.jpg >broken-icc.jpg
head -c 3000 plain.jpg >truncated.jpg
cp plain.jpg jpeg-named.png

# PNG
cp "$base" plain.png
cp "$base" png-named.jpg
cp "$scratch/holes.png" transparent.png
ff -i "$base" -pix_fmt rgba opaque-alpha.png
ff -i "$scratch/holes.png" -vf 'split[a][b];[a]palettegen=reserve_transparent=1[p];[b][p]paletteuse' palette-transparent.png
ff -i "$base" -pix_fmt rgb48be 16bit.png
ff -i "$scratch/holes.png" -pix_fmt ya8 gray-alpha.png
ff -f lavfi -i testsrc2=size=160x120:rate=5:duration=1 -plays 0 -f apng animated.png
head -c 4000 "$base" >truncated.png
vips crop "$scratch/noise.png" 'large.png[strip,compression=1]' 0 0 2400 1800
vips black '30000x30000.png[bitdepth=1,strip]' 30000 30000

# WebP, and what is good as a sticker
ff -i "$base" -c:v libwebp -q:v 85 static.webp
ff -i "$scratch/holes.png" -c:v libwebp -q:v 85 transparent.webp
ff -f lavfi -i testsrc2=size=160x120:rate=5:duration=1 -c:v libwebp_anim -loop 0 animated.webp
ff -i "$scratch/holes.png" -vf 'scale=512:384,pad=512:512:0:64:color=black@0' -c:v libwebp -q:v 70 sticker.webp
ff -f lavfi -i testsrc2=size=512x512:rate=5:duration=1 -c:v libwebp_anim -q:v 30 -loop 0 sticker-animated.webp
vips crop "$scratch/noise.png" 'sticker-large.webp[strip,Q=98]' 0 0 512 512
head -c 2000 static.webp >truncated.webp

# GIF
ff -i "$base" static.gif
ff -f lavfi -i testsrc2=size=160x120:rate=5:duration=1 animated.gif
{
  printf 'GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff'
  printf '\x21\xf9\x04\0\x01\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0%.0s' {1..100000}
  printf ';'
} >100000-frames.gif

# What phones and scanners send
vips heifsave "$base" photo.heic --compression hevc --strip
vips heifsave "$base" photo.avif --compression av1 --effort 0 --strip
vips copy "$base" 'scan.tiff[strip,compression=lzw]'
vips tiffsave 16bit.png scan-16bit.tiff --strip
ff -i "$base" photo.bmp

# Texts that some decoders would follow to another file or address
printf '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="64" height="64"><image xlink:href="http://127.0.0.1:9/canary.png" width="64" height="64"/></svg>\n' >drawing.svg
printf "push graphic-context\nviewbox 0 0 64 64\nimage over 0,0 64,64 'http://127.0.0.1:9/canary.png'\npop graphic-context\n" >drawing.mvg
printf '%%!PS-Adobe-3.0\n%%%%BoundingBox: 0 0 64 64\n10 10 moveto 50 50 lineto stroke\nshowpage\n' >drawing.ps
