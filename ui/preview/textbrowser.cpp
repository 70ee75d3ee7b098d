// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preview/textbrowser.h"

#include "ui/common/text.h"
#include "ui/preview/findbar.h"

#include <QBoxLayout>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace authscope::ui {

TextBrowser::TextBrowser(const QString &name, const QString &accessibleName)
    : m_find(new FindBar(name, tr("Find text")))
    , m_view(new TextView(name, accessibleName))
    , m_search(this)
    , m_note(new Label({}, TextRole::Caption, Tone::Caution))
{
    m_note->setObjectName(name + u"NoteLabel"_s);
    m_note->hide();
    auto *all = column(this, 0, 4);
    all->addWidget(m_find);
    all->addWidget(m_view, 1);
    all->addWidget(m_note);
    addFindShortcuts(this, m_find);
    connect(m_find, &FindBar::textChanged, this, &TextBrowser::find);
    connect(m_find, &FindBar::moved, this, &TextBrowser::move);
    connect(&m_search, &TextSearch::advanced, this, &TextBrowser::advance);
    connect(m_view, &TextView::copyRefused, this, [this](qint64 bytes) {
        m_note->setText(
            tr("Not copied: the selection has %1, the clipboard gets at most %2. Save it instead.")
                .arg(sizeText(bytes), sizeText(TextView::copiedBytes)));
        m_note->show();
    });
}

void TextBrowser::setBytes(const QByteArray &utf8)
{
    m_search.stop();
    m_find->clear();
    m_note->hide();
    m_current = -1;
    m_view->setBytes(utf8);
}

void TextBrowser::find(const QString &text)
{
    m_current = -1;
    m_search.start(m_view->bytes(), Needle(text));
    if (text.isEmpty())
        m_search.stop();
    m_view->setHits({}, 0);
    showState();
}

void TextBrowser::move(int by)
{
    const qsizetype count = m_search.hits().size();
    if (count == 0)
        return;
    m_current = (m_current + by + count) % count;
    const qsizetype at = m_search.hits()[m_current];
    m_view->select(at, at + m_search.length());
    showState();
}

void TextBrowser::advance()
{
    m_view->setHits(m_search.hits(), m_search.length());
    if (m_current < 0 && !m_search.hits().isEmpty())
        return move(1);
    showState();
}

void TextBrowser::showState()
{
    const qsizetype kept = m_search.hits().size();
    QString words;
    if (m_search.count() > kept && !m_search.isRunning())
        words = tr("%1 of the first %2 of %3")
                    .arg(QLocale().toString(m_current + 1), QLocale().toString(kept),
                        QLocale().toString(m_search.count()));
    m_find->setState(m_current + 1, m_search.count(), m_search.isRunning(), words);
}

} // namespace authscope::ui
