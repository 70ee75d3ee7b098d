// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/renderedpart.h"

#include "ui/results/block.h"
#include "ui/results/tablepart.h"

#include <QBoxLayout>
#include <QElapsedTimer>
#include <QScrollArea>
#include <QScrollBar>
#include <QSplitter>
#include <QtConcurrent>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qint64 sliceMs = 8;
constexpr qint64 lookedAtOnce = 5000; // values, for tables
constexpr qint64 lookedInAll = 50'000'000;

} // namespace

RenderedPart::RenderedPart()
    : m_split(new QSplitter(Qt::Vertical))
    , m_empty(new Label({}, TextRole::Body, Tone::Muted))
    , m_more(button({}, u"moreBlocksButton"_s))
    , m_table(new TablePart)
{
    setObjectName(u"renderedPart"_s);
    auto *content = new QWidget;
    content->setObjectName(u"renderedBlocks"_s);
    auto *all = column(content, 0, 12);
    all->setContentsMargins(0, 0, 8, 0);
    m_blocks = column(nullptr, 0, 12);
    m_empty->setObjectName(u"renderedEmptyLabel"_s);
    m_empty->setWrapping(true);
    m_more->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    all->addWidget(m_empty);
    all->addLayout(m_blocks);
    all->addWidget(m_more);
    all->addStretch();
    m_area = scrollingPage(content, tr("Content of the result"));
    content->setProperty("page", false); // it lies on a card
    content->setAutoFillBackground(false);
    m_area->viewport()->setAutoFillBackground(false);
    m_area->setMinimumHeight(40);
    m_split->addWidget(m_area);
    m_split->addWidget(m_table);
    m_split->setStretchFactor(0, 0);
    m_split->setStretchFactor(1, 1);
    m_split->setHandleWidth(8);
    m_split->setChildrenCollapsible(false);
    column(this, 0, 0)->addWidget(m_split);
    m_adding.setInterval(0);
    connect(&m_adding, &QTimer::timeout, this, &RenderedPart::addBlocks);
    connect(m_more, &QPushButton::clicked, this, &RenderedPart::showMore);
    connect(&m_watcher, &QFutureWatcher<TableSearch>::finished, this, [this] {
        if (!m_watcher.isCanceled())
            takeTables(m_watcher.result());
    });
    clear();
}

RenderedPart::~RenderedPart()
{
    m_watcher.disconnect(this);
}

void RenderedPart::clear()
{
    m_adding.stop();
    m_watcher.setFuture({});
    m_content.clear();
    m_structured = {};
    m_made = m_wanted = 0;
    clearLayout(m_blocks);
    m_more->hide();
    m_empty->hide();
    m_table->clear();
    m_table->hide();
}

void RenderedPart::setResult(const mcp::ToolResult &result)
{
    clear();
    m_content = result.content;
    m_structured = result.hasStructuredContent ? result.structuredContent : json::Shared();
    m_wanted = std::min(m_content.size(), blocksAtOnce);
    m_empty->setVisible(m_content.isEmpty());
    m_empty->setText(result.hasStructuredContent
            ? tr("The result has no content to read. Its structured content is under Structured.")
            : tr("The result is empty: it has neither content nor structured content."));
    m_area->verticalScrollBar()->setValue(0);
    const TableSearch search = findTables(m_structured, lookedAtOnce);
    if (search.isWhole)
        takeTables(search);
    else
        m_watcher.setFuture(
            QtConcurrent::run([document = m_structured] { return findTables(document, lookedInAll); }));
    addBlocks();
}

void RenderedPart::addBlocks()
{
    QElapsedTimer clock;
    clock.start();
    while (m_made < m_wanted && (m_made == 0 || clock.elapsed() < sliceMs)) {
        Block *block = makeBlock(m_content[m_made++]);
        connect(block, &Block::linkChosen, this, &RenderedPart::linkChosen);
        m_blocks->addWidget(block);
    }
    const qsizetype left = m_content.size() - m_wanted;
    m_more->setVisible(m_made == m_wanted && left > 0);
    m_more->setText(tr("Show %1 more of %2 blocks").arg(std::min(left, blocksAtOnce)).arg(m_content.size()));
    m_more->setAccessibleName(m_more->text());
    if (m_made < m_wanted)
        return m_adding.start();
    m_adding.stop();
    share();
}

void RenderedPart::showMore()
{
    m_wanted = std::min(m_content.size(), m_wanted + blocksAtOnce);
    addBlocks();
}

void RenderedPart::takeTables(const TableSearch &search)
{
    m_table->setDocument(m_structured, search.tables);
    m_table->setVisible(!m_table->isEmpty());
    share();
}

/// The content gets what it needs, up to two fifths; the table the rest.
void RenderedPart::share()
{
    if (m_table->isHidden())
        return;
    const int all = std::max(m_split->height(), 200);
    const QLayout *layout = m_area->widget()->layout();
    const int wanted = 4
        + (layout->hasHeightForWidth() ? layout->totalHeightForWidth(std::max(m_area->width() - 12, 100))
                                       : layout->totalSizeHint().height());
    const int content = std::clamp(wanted, 40, std::max(40, all * 2 / 5));
    m_split->setSizes({ content, all - content });
}

} // namespace authscope::ui
