// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jsonview/jsonbrowser.h"

#include "ui/common/text.h"
#include "ui/preview/findbar.h"

#include <QBoxLayout>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace authscope::ui {

JsonBrowser::JsonBrowser(const QString &name, const QString &accessibleName)
    : m_find(new FindBar(name, tr("Find text, or a JSON Pointer such as /boards/0")))
    , m_tree(new JsonView(name, accessibleName))
    , m_place(new ElidedLabel({}, TextRole::Wire, Tone::Muted, Qt::ElideMiddle))
    , m_search(this)
{
    setObjectName(name + u"Browser"_s);
    m_place->setObjectName(name + u"PlaceLabel"_s);
    auto *all = column(this, 0, 4);
    all->addWidget(m_find);
    all->addWidget(m_tree, 1);
    all->addWidget(m_place);
    addFindShortcuts(this, m_find);
    connect(m_find, &FindBar::textChanged, this, &JsonBrowser::find);
    connect(m_find, &FindBar::moved, this, &JsonBrowser::move);
    connect(&m_search, &JsonSearch::advanced, this, &JsonBrowser::advance);
    connect(m_tree, &JsonView::currentPointerChanged, this, [this](const QByteArray &pointer) {
        m_place->setElided(base::cleaned(pointer, 2000));
        m_place->setAccessibleName(tr("JSON Pointer %1").arg(m_place->text()));
    });
}

void JsonBrowser::setDocument(const json::Shared &document)
{
    if (document.isSame(m_tree->document()))
        return;
    clear();
    m_tree->setDocument(document);
}

void JsonBrowser::clear()
{
    m_search.stop();
    m_find->clear();
    m_current = -1;
    m_isPointer = false;
    m_tree->jsonModel()->setNeedle({});
    m_tree->clearValue();
    m_place->setElided({});
}

void JsonBrowser::revealPointer(const QByteArray &pointer)
{
    if (m_tree->document().isSet())
        m_tree->reveal(nearestPath(*m_tree->document(), pointer));
}

void JsonBrowser::find(const QString &text)
{
    m_search.stop();
    m_current = -1;
    m_isPointer = false;
    const json::Shared &document = m_tree->document();
    Needle needle(text);
    if (document.isSet() && (text.startsWith(u'/') || text.startsWith(u"#/"))) {
        if (const auto path = resolvePointer(*document, text.toUtf8())) {
            m_isPointer = true;
            m_tree->reveal(*path);
            needle = {};
        }
    }
    m_tree->jsonModel()->setNeedle(needle);
    m_tree->viewport()->update();
    m_search.start(document, needle);
    showState();
}

void JsonBrowser::move(int by)
{
    const qsizetype count = m_search.hits().size();
    if (count == 0)
        return;
    m_current = (m_current + by + count) % count;
    m_tree->reveal(m_search.hits()[m_current]);
    showState();
}

void JsonBrowser::advance()
{
    if (m_current < 0 && !m_search.hits().isEmpty())
        return move(1);
    showState();
}

void JsonBrowser::showState()
{
    if (m_isPointer)
        return m_find->setState(0, 0, false, tr("the place of this pointer"));
    QString words;
    const qsizetype kept = m_search.hits().size();
    if (m_search.count() > kept && !m_search.isRunning())
        words = tr("%1 of the first %2 of %3")
                    .arg(QLocale().toString(m_current + 1), QLocale().toString(kept),
                        QLocale().toString(m_search.count()));
    else if (m_search.count() == 0 && !m_search.isRunning() && m_find->text().startsWith(u'/'))
        words = tr("no such place, and no such text");
    m_find->setState(m_current + 1, m_search.count(), m_search.isRunning(), words);
}

} // namespace authscope::ui
