// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/resultview.h"

#include "base/errorcodes.h"
#include "ui/common/emptystate.h"
#include "ui/common/errorpresenter.h"
#include "ui/common/text.h"
#include "ui/jsonview/jsonbrowser.h"
#include "ui/preview/preview.h"
#include "ui/preview/savefile.h"
#include "ui/preview/textview.h"
#include "ui/results/calledwith.h"
#include "ui/results/openlinkdialog.h"
#include "ui/results/renderedpart.h"
#include "ui/results/tablepart.h"
#include "ui/results/textparts.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QSplitter>
#include <QStackedWidget>
#include <QtConcurrent>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

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

/// What `part` is as bytes; made where it is called. Pure.
QByteArray bytesOf(const mcp::ToolResult &result, ResultPart part)
{
    switch (part) {
    case ResultPart::Rendered:
        return contentTexts(result);
    case ResultPart::Structured:
        return json::pretty(*result.structuredContent);
    case ResultPart::Model:
        return contentForModel(result)
            + (result.hasStructuredContent ? json::compact(*result.structuredContent) : QByteArray());
    case ResultPart::UiOnly:
        return result.meta.isSet() ? json::pretty(*result.meta) : QByteArray();
    case ResultPart::Raw:
        return json::pretty(*result.raw);
    }
    Q_UNREACHABLE();
    return {};
}

QWidget *padded(QWidget *inner)
{
    auto *page = new QWidget;
    auto *all = column(page, 0, 0);
    all->setContentsMargins(16, 8, 12, 8);
    all->addWidget(inner);
    return page;
}

} // namespace

ResultView::ResultView()
    : m_empty(new EmptyState(u"resultEmpty"_s))
    , m_all(new QWidget)
    , m_head(new ResultHead)
    , m_called(new CalledWith)
    , m_error(new ErrorPresenter(u"resultError"_s, QMargins(12, 12, 12, 12)))
    , m_split(new QSplitter(Qt::Horizontal))
    , m_stack(new QStackedWidget)
    , m_rendered(new RenderedPart)
    , m_structured(new JsonBrowser(u"resultTree"_s, tr("Structured result")))
    , m_model(new ModelPart)
    , m_uiOnly(new UiOnlyPart)
    , m_raw(new RawPart)
    , m_violations(new ViolationsPanel)
    , m_judge(this)
{
    setProperty("card", true);
    setObjectName(u"resultView"_s);
    m_empty->setWords(tr("No result yet"),
        tr("The answer appears here: as people read it, as a tree, as a model gets it, and exactly as it "
           "came."));
    for (QWidget *part :
        std::initializer_list<QWidget *>{ m_rendered, m_structured, m_model, m_uiOnly, m_raw })
        m_stack->addWidget(padded(part));
    m_split->setObjectName(u"resultSplitter"_s);
    m_split->addWidget(m_called->panel());
    m_split->addWidget(m_stack);
    QWidget *beside = padded(m_violations);
    m_split->addWidget(beside);
    m_split->setStretchFactor(0, 1);
    m_split->setStretchFactor(1, 3);
    m_split->setStretchFactor(2, 1);
    m_split->setChildrenCollapsible(false);
    m_split->setHandleWidth(4);
    m_violations->setMinimumWidth(200);
    beside->hide();

    auto *inside = column(m_all, 0, 0);
    inside->addWidget(m_head);
    inside->addWidget(m_called);
    inside->addWidget(rule());
    inside->addWidget(m_error);
    inside->addWidget(m_split, 1);
    inside->addStretch();
    auto *outside = column(this, 1, 0);
    outside->addWidget(m_all);
    outside->addWidget(m_empty);

    connect(m_head, &ResultHead::partChanged, this, &ResultView::lookAt);
    connect(m_head, &ResultHead::exchangeRequested, this, [this] {
        Q_EMIT exchangeRequested(m_data.result ? m_data.result->exchange : m_data.error->exchange);
    });
    connect(m_head, &ResultHead::callAgainRequested, this, &ResultView::callAgainRequested);
    connect(m_head, &ResultHead::copyRequested, this, &ResultView::copy);
    connect(m_head, &ResultHead::saveRequested, this, &ResultView::save);
    connect(m_error, &ErrorPresenter::exchangeRequested, this, &ResultView::exchangeRequested);
    connect(m_rendered, &RenderedPart::linkChosen, this, &ResultView::askToOpen);
    connect(m_rendered->table(), &TablePart::placeRequested, this, &ResultView::showPlace);
    connect(m_violations, &ViolationsPanel::placeChosen, this, &ResultView::showPlace);
    connect(m_structured->tree(), &JsonView::tableRequested, this, [this](const QByteArray &pointer) {
        if (m_rendered->table()->showTable(pointer)) {
            m_rendered->table()->show();
            m_head->setPart(ResultPart::Rendered);
        } else {
            m_head->setSaid(tr("No table: not every element of this list is an object."), false);
        }
    });
    connect(m_structured->tree(), &JsonView::saveRequested, this, &ResultView::saveValue);
    connect(&m_judge, &ResultJudge::judged, this, &ResultView::showJudgement);
    clearData();
}

void ResultView::clearData()
{
    m_all->hide();
    m_empty->show();
    m_judge.stop();
    m_data = {};
    m_rendered->clear();
    m_structured->clear();
    m_model->clear();
    m_uiOnly->clear();
    m_raw->clear();
    m_called->setArguments({});
}

void ResultView::setData(const ResultData &given)
{
    m_empty->hide();
    m_all->show();
    m_data = given;
    m_head->setData(given);
    m_called->setArguments(given.arguments);
    if (given.error)
        m_error->setError(given.error);
    else if (given.result && given.result->isError)
        m_error->setError(toolError(*given.result));
    else
        m_error->setError({});

    m_structured->clear();
    m_model->setData(given);
    m_uiOnly->setData(given);
    m_raw->setData(given);
    if (given.result)
        m_rendered->setResult(*given.result);
    else
        m_rendered->clear();
    const bool hasStructured = given.result && given.result->hasStructuredContent;
    const bool isOnlyRaw = !given.result && !given.error;
    m_head->setPartEnabled(ResultPart::Structured, hasStructured);
    m_head->setSegmentsVisible(given.result.has_value());
    m_split->setVisible(given.result || isOnlyRaw);
    judge();
    if (isOnlyRaw)
        lookAt(ResultPart::Raw);
    else if (m_head->part() == ResultPart::Structured && !hasStructured)
        m_head->setPart(ResultPart::Rendered);
    else
        lookAt(m_head->part());
}

void ResultView::lookAt(ResultPart part)
{
    m_stack->setCurrentIndex(int(part));
    switch (part) {
    case ResultPart::Rendered:
    case ResultPart::UiOnly:
        break;
    case ResultPart::Structured:
        if (m_data.result && m_data.result->hasStructuredContent)
            m_structured->setDocument(m_data.result->structuredContent);
        break;
    case ResultPart::Model:
        m_model->make();
        break;
    case ResultPart::Raw:
        m_raw->make();
        break;
    }
}

void ResultView::judge()
{
    m_judge.stop();
    m_violations->parentWidget()->hide();
    const mcp::ToolResult *result = m_data.result ? &*m_data.result : nullptr;
    if (!result || m_data.outputSchema.is_null())
        return m_head->setSchemaChip({});
    if (result->hasStructuredContent) {
        m_head->setSchemaChip({ tr("judging …"), Tone::Muted });
        m_judge.judge(result->structuredContent, m_data.outputSchema);
    } else if (result->isError) {
        m_head->setSchemaChip({}); // a failure need not keep to it
    } else {
        m_head->setSchemaChip({ tr("no structured content"), Tone::Bad },
            tr("The tool declares an output schema, and its result has no structured content to keep to "
               "it."));
    }
}

void ResultView::showJudgement(const schema::Judgement &judgement)
{
    QStringList details;
    for (const schema::Violation &violation :
        judgement.violations.first(std::min<qsizetype>(judgement.violations.size(), 10)))
        details
            += u"%1 %2"_s.arg(base::cleaned(violation.pointer), base::cleaned(violation.message)).trimmed();
    if (!judgement.isWhole())
        details += tr("Not judged: %1").arg(base::cleaned(judgement.unjudged.join(u", "_s)));
    m_head->setSchemaChip(schemaChip(judgement), details.join(u'\n'));
    m_violations->setJudgement(judgement);
    m_violations->parentWidget()->setVisible(!judgement.holds());
}

void ResultView::showPlace(const QByteArray &pointer)
{
    m_head->setPart(ResultPart::Structured);
    m_structured->tree()->setFocus();
    m_structured->revealPointer(pointer);
}

void ResultView::askToOpen(const QByteArray &url)
{
    auto *dialog = new OpenLinkDialog(url, m_server, this);
    connect(dialog, &OpenLinkDialog::confirmed, this, &ResultView::openRequested);
    dialog->open();
}

void ResultView::copy()
{
    if (!m_data.result)
        return;
    auto *watcher = new QFutureWatcher<QByteArray>(this);
    connect(watcher, &QFutureWatcher<QByteArray>::finished, this, [this, watcher] {
        watcher->deleteLater();
        const QByteArray bytes = watcher->result();
        if (bytes.size() > TextView::copiedBytes) {
            return m_head->setSaid(
                tr("Not copied: it has %1, the clipboard gets at most %2. Save it instead.")
                    .arg(sizeText(bytes.size()), sizeText(TextView::copiedBytes)),
                false);
        }
        QApplication::clipboard()->setText(QString::fromUtf8(bytes));
        m_head->setSaid(tr("✓ Copied %1").arg(sizeText(bytes.size())), true);
    });
    watcher->setFuture(QtConcurrent::run(
        [result = *m_data.result, part = m_head->part()] { return bytesOf(result, part); }));
}

void ResultView::save(ResultPart what)
{
    if (!m_data.result)
        return;
    const QString ending = what == ResultPart::Rendered ? u".txt"_s : u".json"_s;
    saveToFile(
        this, u"saveResultDialog"_s, tr("Save the result"),
        suggestedFileName(m_data.tool.toUtf8() + "-result", {}) + ending,
        [result = *m_data.result, what] { return bytesOf(result, what); },
        [this](const Saved &saved) { m_head->setSaid(saved.words, saved.isWritten); });
}

void ResultView::saveValue(const QByteArray &pointer)
{
    const json::Shared document = m_structured->tree()->document();
    const auto path = document.isSet() ? resolvePointer(*document, pointer) : std::nullopt;
    const json::Value *value = path ? valueAtPath(*document, *path) : nullptr;
    if (!value)
        return;
    saveToFile(
        this, u"saveValueDialog"_s, tr("Save the value"), u"value.json"_s,
        [part = document.part(*value)] { return json::pretty(*part); },
        [this](const Saved &saved) { m_head->setSaid(saved.words, saved.isWritten); });
}

} // namespace authscope::ui
