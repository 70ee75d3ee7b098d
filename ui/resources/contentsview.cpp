// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/resources/contentsview.h"

#include "ui/common/chip.h"
#include "ui/common/emptystate.h"
#include "ui/common/errorpresenter.h"
#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/preview/contentview.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QSignalBlocker>

using namespace Qt::StringLiterals;

namespace authscope::ui {

ContentsView::ContentsView()
    : m_empty(new EmptyState(u"contentsEmpty"_s))
    , m_all(new QWidget)
    , m_mark(new MarkLabel)
    , m_duration(new Label)
    , m_readAt(new Label({}, TextRole::Body, Tone::Muted))
    , m_cached(new Chip(tr("from the cache"), Tone::Muted))
    , m_traffic(linkButton(tr("Exchange"), u"readExchangeButton"_s))
    , m_choice(new QComboBox)
    , m_error(new ErrorPresenter(u"readError"_s))
    , m_content(new ContentView)
{
    setProperty("card", true);
    setObjectName(u"contentsView"_s);
    m_duration->setObjectName(u"readDurationLabel"_s);
    m_readAt->setObjectName(u"readAtLabel"_s);
    m_cached->setToolTip(
        plainToolTip(tr("The server allowed to keep it for a while, so it was not asked again.")));
    m_choice->setObjectName(u"contentChoice"_s);
    m_choice->setAccessibleName(tr("Which of the contents"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_choice->setMinimumContentsLength(24);
    QFont strong = m_duration->font();
    strong.setBold(true);
    m_duration->setFont(strong);
    m_empty->setWords(tr("Not read yet"),
        tr("Read asks the server for it. Text, JSON, Markdown and pictures are shown as such, everything "
           "else "
           "as bytes."));

    auto *head = row(nullptr, 0, 12);
    head->setContentsMargins(16, 8, 12, 8);
    head->addWidget(m_mark);
    head->addWidget(m_duration);
    head->addWidget(m_readAt);
    head->addWidget(m_cached);
    head->addWidget(m_traffic);
    head->addStretch(1);
    head->addWidget(m_choice);
    auto *body = column(nullptr, 0, 8);
    body->setContentsMargins(16, 12, 16, 12);
    body->addWidget(m_error);
    body->addWidget(m_content, 1);
    body->addStretch(); // takes the room of the content when an error stands alone
    auto *inside = column(m_all, 0, 0);
    inside->addLayout(head);
    inside->addWidget(rule());
    inside->addLayout(body, 1);
    auto *outside = column(this, 1, 0);
    outside->addWidget(m_all);
    outside->addWidget(m_empty);

    connect(m_choice, &QComboBox::currentIndexChanged, this, &ContentsView::showContent);
    connect(m_error, &ErrorPresenter::exchangeRequested, this, &ContentsView::exchangeRequested);
    connect(m_traffic, &QPushButton::clicked, this, [this] { Q_EMIT exchangeRequested(m_exchange); });
    clearData();
}

void ContentsView::clearData()
{
    m_data = {};
    m_all->hide();
    m_empty->show();
    m_content->clearContent();
}

void ContentsView::setData(const ReadData &given)
{
    const int before = m_choice->currentIndex();
    m_data = given;
    m_empty->hide();
    m_all->show();
    const bool failed = !given.contents;
    m_mark->setMark(failed ? Mark::Failed : Mark::Passed);
    m_duration->setText(failed                     ? tr("failed")
            : given.contents->duration.count() > 0 ? durationText(given.contents->duration)
                                                   : tr("read"));
    m_readAt->setText(tr("at %1").arg(clockTime(given.readAt)));
    m_readAt->setToolTip(plainToolTip(wholeTime(given.readAt)));
    m_cached->setVisible(!failed && given.contents->fromCache);
    m_exchange = given.contents ? given.contents->exchange : given.error ? given.error->exchange : 0;
    m_traffic->setVisible(m_exchange != 0);
    m_error->setError(given.error);
    m_content->setVisible(!failed);
    {
        const QSignalBlocker quiet(m_choice);
        m_choice->clear();
        for (qsizetype i = 0; !failed && i < given.contents->contents.size(); ++i) {
            const mcp::ResourceContent &content = given.contents->contents[i];
            m_choice->addItem(tr("%1 of %2 · %3")
                                  .arg(i + 1)
                                  .arg(given.contents->contents.size())
                                  .arg(base::cleaned(content.uri, 120)));
        }
        m_choice->setVisible(m_choice->count() > 1);
        m_choice->setCurrentIndex(before >= 0 && before < m_choice->count() ? before : 0);
    }
    if (!failed && given.contents->contents.isEmpty()) {
        m_content->hide();
        m_error->setError(base::Error{ .kind = base::ErrorKind::ServerBrokeRule,
            .message = tr("The server answered with an empty list of contents: there is nothing to show."),
            .exchange = m_exchange });
    }
    showContent(m_choice->currentIndex());
}

void ContentsView::showContent(int index)
{
    if (m_data.contents && index >= 0 && index < m_data.contents->contents.size())
        m_content->setContent(m_data.contents->contents[index]);
    else
        m_content->clearContent();
}

} // namespace authscope::ui
