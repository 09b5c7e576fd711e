# Documents.
printf 'A plain text. Zażółć gęślą jaźń.\n' >note.txt
cp note.txt text-named.pdf
printf '<!doctype html>\n<title>Page</title>\n<script>alert(1)</script>\n<p>A page.</p>\n' >page.html

# One page with a line of text, and a table of offsets that is right.
page='BT /F1 24 Tf 20 80 Td (One page) Tj ET'
objects=(
  '<< /Type /Catalog /Pages 2 0 R >>'
  '<< /Type /Pages /Kids [3 0 R] /Count 1 >>'
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 150] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>'
  "<< /Length ${#page} >>"$'\nstream\n'"$page"$'\nendstream'
  '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'
)
printf '%%PDF-1.4\n' >one-page.pdf
table='0000000000 65535 f '$'\n'
for number in {1..5}; do
  table+=$(printf '%010d 00000 n ' "$(bytes_of one-page.pdf)")$'\n'
  printf '%d 0 obj\n%s\nendobj\n' "$number" "${objects[number - 1]}" >>one-page.pdf
done
printf 'xref\n0 6\n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n' "$table" "$(bytes_of one-page.pdf)" >>one-page.pdf

# Office: the parts that a reader insists on.
office=$scratch/office
mkdir -p "$office"/{_rels,word,xl/_rels,xl/worksheets}
ns=http://schemas.openxmlformats.org
type=application/vnd.openxmlformats-officedocument
head='<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
relations() { printf '%s<Relationships xmlns="%s/package/2006/relationships"><Relationship Id="r1" Type="%s/officeDocument/2006/relationships/%s" Target="%s"/></Relationships>' "$head" "$ns" "$ns" "$1" "$2"; }
types() {
  printf '%s<Types xmlns="%s/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' "$head" "$ns"
  while [ $# -gt 0 ]; do
    printf '<Override PartName="/%s" ContentType="%s.%s+xml"/>' "$1" "$type" "$2"
    shift 2
  done
  printf '</Types>'
}
types word/document.xml wordprocessingml.document.main >"$office/[Content_Types].xml"
relations officeDocument word/document.xml >"$office/_rels/.rels"
printf '%s<w:document xmlns:w="%s/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>A letter.</w:t></w:r></w:p></w:body></w:document>' "$head" "$ns" >"$office/word/document.xml"
zipped letter.docx "$office" '[Content_Types].xml' _rels/.rels word/document.xml
types xl/workbook.xml spreadsheetml.sheet.main xl/worksheets/sheet1.xml spreadsheetml.worksheet >"$office/[Content_Types].xml"
relations officeDocument xl/workbook.xml >"$office/_rels/.rels"
relations worksheet worksheets/sheet1.xml >"$office/xl/_rels/workbook.xml.rels"
printf '%s<workbook xmlns="%s/spreadsheetml/2006/main" xmlns:r="%s/officeDocument/2006/relationships"><sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>' "$head" "$ns" "$ns" >"$office/xl/workbook.xml"
printf '%s<worksheet xmlns="%s/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>' "$head" "$ns" >"$office/xl/worksheets/sheet1.xml"
zipped table.xlsx "$office" '[Content_Types].xml' _rels/.rels xl/workbook.xml xl/_rels/workbook.xml.rels xl/worksheets/sheet1.xml

# 15 KB that claim to be 20 x 20 x 10 MB. Whoever unpacks what nobody asked for finds out.
mkdir "$scratch/bomb"
head -c 10000000 /dev/zero >"$scratch/bomb/0"
for copy in {1..19}; do ln "$scratch/bomb/0" "$scratch/bomb/$copy"; done
zipped "$scratch/inner.zip" "$scratch/bomb" {0..19}
mkdir "$scratch/shells"
for copy in {0..19}; do ln "$scratch/inner.zip" "$scratch/shells/$copy.zip"; done
zipped bomb.zip "$scratch/shells" {0..19}.zip
zipped files.zip . note.txt page.html
