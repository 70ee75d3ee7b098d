// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/resultview.h"

#include "base/errorcodes.h"
#include "ui/common/emptystate.h"
#include "ui/common/errorpresenter.h"
#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/jsonview/jsonview.h"
#include "ui/tools/resulttable.h"

#include <QBoxLayout>
#include <QPlainTextEdit>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

QPlainTextEdit *readOnlyText(const QString &objectName, const QString &words, TextRole role)
{
    auto *edit = new QPlainTextEdit;
    edit->setObjectName(objectName);
    edit->setAccessibleName(words);
    edit->setReadOnly(true);
    edit->setUndoRedoEnabled(false);
    edit->setTabChangesFocus(true);
    edit->setFont(fontFor(role));
    edit->setProperty("bare", true);
    return edit;
}

/// Content as people read it; what is not text is named.
QString contentText(const mcp::ToolResult &result)
{
    QStringList parts;
    for (const mcp::ContentBlock &block : result.content) {
        if (block.type == "text") {
            parts += base::cleanedBlock(block.text);
            continue;
        }
        QStringList about{ base::cleaned(block.type, 40) };
        if (!block.mimeType.isEmpty())
            about += base::cleaned(block.mimeType, 80);
        if (!block.data.isEmpty())
            about += sizeText(block.data.size());
        if (!block.uri.isEmpty())
            about += base::cleaned(block.uri, 500);
        parts += u"[%1]"_s.arg(about.join(u" · "_s));
        if (!block.text.isEmpty())
            parts += base::cleanedBlock(block.text);
    }
    return parts.join(u'\n');
}

/// A tool's own error, in the shape every error has.
base::Error toolError(const mcp::ToolResult &result)
{
    return { .kind = base::ErrorKind::ToolFailed,
        .code = base::code::toolFailed,
        .message
        = ResultView::tr("The call arrived and the tool answered that it failed. Its words are below."),
        .nextStep = ResultView::tr("Change the arguments and call it again."),
        .exchange = result.exchange };
}

} // namespace

ChipText schemaChip(const schema::Judgement &judgement)
{
    if (!judgement.holds())
        return { ResultView::tr("breaks the output schema"), Tone::Bad };
    if (!judgement.isWhole())
        return { counted(judgement.unjudged.size(),
                     ResultView::tr("matches as far as judged, 1 keyword not judged"),
                     ResultView::tr("matches as far as judged, %1 keywords not judged")),
            Tone::Caution };
    return { ResultView::tr("matches output schema ✓"), Tone::Good };
}

ResultView::ResultView()
    : m_empty(new EmptyState(u"resultEmpty"_s))
    , m_all(new QWidget)
    , m_mark(new MarkLabel)
    , m_duration(new Label)
    , m_matches(new Chip)
    , m_generation(new Label({}, TextRole::Body, Tone::Muted))
    , m_traffic(linkButton(tr("Exchange"), u"resultExchangeButton"_s))
    , m_again(button(tr("Call again"), u"callAgainButton"_s))
    , m_switch(new SegmentedControl(tr("Result as"), u"resultSwitch"_s))
    , m_error(new ErrorPresenter(u"resultError"_s, QMargins(12, 12, 12, 12)))
    , m_stack(new QStackedWidget)
    , m_text(readOnlyText(u"resultText"_s, tr("Result as text"), TextRole::Body))
    , m_table(new Table(u"resultTable"_s, tr("Result as a table"), Table::Height::Scrolling))
    , m_tableNote(new Label({}, TextRole::Caption, Tone::Muted))
    , m_tree(new JsonView(u"resultTree"_s, tr("Structured result")))
    , m_raw(readOnlyText(u"resultRaw"_s, tr("Result as received"), TextRole::Wire))
{
    m_table->setWordWrap(false); // a row a line; what is cut is in the tooltip
    setProperty("card", true);
    setObjectName(u"resultView"_s);
    m_duration->setObjectName(u"resultDurationLabel"_s);
    m_matches->setObjectName(u"schemaChip"_s);
    m_generation->setObjectName(u"resultGenerationLabel"_s);
    m_switch->add(tr("Rendered"), u"renderedButton"_s);
    m_switch->add(tr("Structured"), u"structuredButton"_s);
    m_switch->add(tr("Raw"), u"rawButton"_s);
    QFont strong = m_duration->font();
    strong.setBold(true);
    m_duration->setFont(strong);
    m_table->setModel(&m_tableModel);
    m_empty->setWords(tr("No result yet"),
        tr("The answer appears here: as text and tables, as a tree, and exactly as it came."));

    auto *head = row(nullptr, 0, 12);
    head->setContentsMargins(16, 8, 12, 8);
    head->addWidget(m_mark);
    head->addWidget(m_duration);
    head->addWidget(m_matches);
    head->addWidget(m_generation);
    head->addWidget(m_traffic);
    head->addStretch(1);
    head->addWidget(m_again);
    head->addWidget(m_switch);

    auto *rendered = new QWidget;
    auto *renderedColumn = column(rendered, 0, 8);
    renderedColumn->setContentsMargins(16, 12, 16, 12);
    renderedColumn->addWidget(m_text, 1);
    renderedColumn->addWidget(m_table, 2);
    renderedColumn->addWidget(m_tableNote);
    m_stack->addWidget(rendered);
    m_stack->addWidget(m_tree);
    auto *rawPage = new QWidget;
    auto *rawColumn = column(rawPage, 0, 0);
    rawColumn->setContentsMargins(16, 12, 16, 12);
    rawColumn->addWidget(m_raw);
    m_stack->addWidget(rawPage);

    auto *inside = column(m_all, 0, 0);
    inside->addLayout(head);
    inside->addWidget(rule());
    inside->addWidget(m_error);
    inside->addWidget(m_stack, 1);
    inside->addStretch();
    auto *outside = column(this, 1, 0);
    outside->addWidget(m_all);
    outside->addWidget(m_empty);

    connect(m_switch, &SegmentedControl::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);
    connect(m_error, &ErrorPresenter::exchangeRequested, this, &ResultView::exchangeRequested);
    connect(m_traffic, &QPushButton::clicked, this, [this] { Q_EMIT exchangeRequested(m_exchange); });
    connect(m_again, &QPushButton::clicked, this, &ResultView::callAgainRequested);
    clearData();
}

void ResultView::clearData()
{
    m_all->hide();
    m_empty->show();
    m_text->clear();
    m_raw->clear();
    m_tree->clearValue();
    m_tableModel.clear();
}

void ResultView::setData(const ResultData &given)
{
    m_empty->hide();
    m_all->show();
    showHead(given);
    showRendered(given);
    const bool structured = given.result && given.result->hasStructuredContent;
    m_switch->setSegmentEnabled(1, structured);
    if (structured)
        m_tree->setValue(given.result->structuredContent);
    else
        m_tree->clearValue();
    constexpr qsizetype shownBytes = 256 * 1024; // one long line costs seconds beyond that
    QByteArray raw = given.result ? json::pretty(given.result->raw) : given.raw;
    const qsizetype whole = raw.size();
    raw.truncate(shownBytes);
    m_raw->setPlainText(base::cleanedBlock(QString::fromUtf8(raw))
        + (whole > shownBytes ? tr("\n… %1 in all").arg(sizeText(whole)) : QString()));
    const bool onlyRaw = !given.result && !given.error;
    m_stack->setVisible(given.result || onlyRaw);
    m_switch->setVisible(given.result.has_value());
    if (onlyRaw)
        m_stack->setCurrentIndex(2);
    else if (m_switch->current() == 1 && !structured)
        m_switch->setCurrent(0);
    else
        m_stack->setCurrentIndex(m_switch->current());
}

void ResultView::showHead(const ResultData &given)
{
    const bool failed = given.error || (given.result && given.result->isError);
    m_mark->setMark(failed ? Mark::Failed : Mark::Passed);
    QString words = given.result && given.result->duration.count() > 0 ? durationText(given.result->duration)
        : failed                                                       ? tr("failed")
                                                                       : tr("answered");
    if (given.recordedAt)
        words = tr("%1 · %2").arg(clockTime(*given.recordedAt), words);
    m_duration->setText(words);
    m_generation->setText(given.result && given.result->generation > 0
            ? tr("token %1").arg(given.result->generation)
            : QString());
    m_exchange = given.result ? given.result->exchange : given.error ? given.error->exchange : 0;
    m_traffic->setVisible(m_exchange != 0);
    m_again->setVisible(given.recordedAt.has_value());

    const bool judged = given.result && given.result->hasStructuredContent && !given.outputSchema.is_null();
    m_matches->setVisible(judged);
    if (judged) {
        const schema::Judgement judgement
            = schema::judge(given.result->structuredContent, given.outputSchema);
        const ChipText chip = schemaChip(judgement);
        m_matches->setChip(chip.text, chip.tone);
        QStringList details;
        for (const schema::Violation &violation : judgement.violations)
            details += u"%1 %2"_s.arg(base::cleaned(violation.pointer), base::cleaned(violation.message))
                           .trimmed();
        if (!judgement.isWhole())
            details += tr("Not judged: %1").arg(base::cleaned(judgement.unjudged.join(u", "_s)));
        m_matches->setToolTip(plainToolTip(details.join(u'\n')));
    }
    if (given.error)
        m_error->setError(given.error);
    else if (given.result && given.result->isError)
        m_error->setError(toolError(*given.result));
    else
        m_error->setError({});
}

void ResultView::showRendered(const ResultData &given)
{
    m_text->setPlainText(given.result ? contentText(*given.result) : QString());
    const auto table = given.result && given.result->hasStructuredContent
        ? readTable(given.result->structuredContent)
        : std::nullopt;
    m_table->setVisible(table.has_value());
    m_tableNote->setVisible(table && table->total > table->rows.size());
    m_tableModel.clear();
    if (!table) {
        m_text->setMaximumHeight(QWIDGETSIZE_MAX);
        return;
    }
    m_text->setMaximumHeight(
        m_text->fontMetrics().lineSpacing() * std::clamp(int(m_text->document()->blockCount()), 1, 6) + 16);
    m_tableModel.setHorizontalHeaderLabels(table->columns);
    for (const QStringList &row : table->rows) {
        QList<QStandardItem *> items;
        for (const QString &text : row)
            items += cell(text);
        m_tableModel.appendRow(items);
    }
    m_table->setColumns(QList<int>(table->columns.size(), 0));
    m_tableNote->setText(tr("The first %1 of %2 rows").arg(table->rows.size()).arg(table->total));
}

} // namespace authscope::ui
