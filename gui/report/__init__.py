"""The lab report: a description of what it says becomes pages, as PDF and in a preview, and Markdown.

    document = Document("Lab 1", "Ann", (Heading("1  Introduction"), Paragraph(marked("The loss $L$ falls."))))
    pages = Pages(document)
    pdf(pages), Markdown(document).text
"""
