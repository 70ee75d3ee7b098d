// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/inspectorwindow.h"

#include "inspect/mint.h"
#include "ui/common/emptystate.h"
#include "ui/common/text.h"
#include "ui/common/widgets.h"
#include "ui/inspect/dropped.h"
#include "ui/inspect/expectationsform.h"
#include "ui/inspect/inspectionview.h"
#include "ui/inspect/keychooser.h"
#include "ui/inspect/mintdialog.h"
#include "ui/inspect/pastefield.h"
#include "ui/tokens/sentcard.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFutureWatcher>
#include <QMimeData>
#include <QScreen>
#include <QSplitter>
#include <QStackedWidget>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace authscope::ui {

namespace {

constexpr qsizetype large = 64 * 1024; ///< what is larger is looked at beside the window
constexpr qsizetype mostSubjects = 50;

Label *wrappedLabel(const QString &objectName, Tone tone)
{
    auto *label = new Label({}, TextRole::Body, tone);
    label->setObjectName(objectName);
    label->setWrapping(true);
    label->hide();
    return label;
}

void say(Label *label, const QString &words)
{
    label->setText(words);
    label->setVisible(!words.isEmpty());
}

} // namespace

InspectorWindow::InspectorWindow(const InspectorServices &services, QWidget *parent)
    : QDialog(parent, Qt::Window)
    , m_services(services)
    , m_field(new PasteField(u"tokenField"_s, tr("Token"),
          tr("Paste or drop anything: a token, an Authorization line, a token response, a DPoP proof, an "
             "SD-JWT, keys …"),
          5, services.clipboard))
    , m_reveal(linkButton(tr("Reveal 30 s"), u"revealPastedButton"_s))
    , m_clear(linkButton(tr("Clear"), u"clearPastedButton"_s))
    , m_sentence(wrappedLabel(u"recognisedLabel"_s, Tone::Plain))
    , m_removed(wrappedLabel(u"removedLabel"_s, Tone::Muted))
    , m_problem(wrappedLabel(u"pasteProblemLabel"_s, Tone::Bad))
    , m_reading(wrappedLabel(u"readingLabel"_s, Tone::Muted))
    , m_subjects(new SubjectList)
    , m_kindRow(new QWidget)
    , m_kind(new QComboBox)
    , m_keys(new KeyChooser(services))
    , m_expected(new ExpectationsForm(services))
    , m_right(new QStackedWidget)
    , m_empty(new EmptyState(u"inspectorEmpty"_s))
    , m_view(new InspectionView)
{
    setObjectName(u"inspectTokenDialog"_s);
    setWindowTitle(tr("Inspect a token"));
    setAttribute(Qt::WA_DeleteOnClose);
    setAcceptDrops(true);
    m_empty->setWords(tr("A verdict, not a decode"),
        tr("Paste a token on the left. It is judged at once: what it is, who signed it, for whom it is, when "
           "it ends, and the first thing that is wrong with it. Nothing of it leaves this computer."),
        tr("Paste"));
    m_right->addWidget(m_empty);
    m_right->addWidget(m_view);
    auto *split = new QSplitter(Qt::Horizontal);
    split->addWidget(makeLeft());
    split->addWidget(m_right);
    split->setStretchFactor(1, 1);
    split->setSizes({ 392, 888 });
    split->setHandleWidth(1);
    split->setChildrenCollapsible(false);
    column(this, 0, 0)->addWidget(split);
    wire();
    showRight();
    const QSize room = screen()->availableSize() - QSize(0, 40); // the frame's own height
    resize(QSize(1280, 800).boundedTo(room));
    m_field->setFocus();
    m_tick.start(1s);
}

InspectorWindow::~InspectorWindow() = default;

void InspectorWindow::wire()
{
    m_typing.setSingleShot(true);
    m_typing.setInterval(250ms);
    connect(&m_typing, &QTimer::timeout, this, &InspectorWindow::recognise);
    connect(&m_tick, &QTimer::timeout, this, &InspectorWindow::tick);
    connect(m_field, &PasteField::contentChanged, this, [this] {
        m_given.reset();
        m_view->sent()->hideValue();
        if (m_field->isMasked() || m_field->content().isEmpty())
            recognise();
        else
            m_typing.start();
    });
    connect(m_field, &PasteField::maskChanged, this, &InspectorWindow::showWords);
    connect(m_field, &PasteField::refused, this, [this](const QString &why) { say(m_problem, why); });
    connect(m_subjects, &SubjectList::placeChosen, this, &InspectorWindow::showPlace);
    connect(m_kind, &QComboBox::activated, this, &InspectorWindow::chooseKind);
    connect(m_keys, &KeyChooser::keysChanged, this, &InspectorWindow::judge);
    connect(m_keys, &KeyChooser::exchangeRequested, this,
        [this](base::ExchangeId exchange) { Q_EMIT exchangeRequested(exchange, m_expected->connection()); });
    connect(m_expected, &ExpectationsForm::changed, this, &InspectorWindow::judge);
    connect(m_view, &InspectionView::revealRequested, this, [this] {
        if (const inspect::Subject *shown = subject())
            m_view->sent()->reveal(shown->text);
    });
    connect(m_view, &InspectionView::copyRequested, this, [this](CopyAs how) {
        if (const inspect::Subject *shown = subject())
            copyToken(*m_services.clipboard, *shown, m_expected->connectionUrl(), how);
    });
    connect(m_view, &InspectionView::mintRequested, this, &InspectorWindow::mintLike);
    connect(m_view, &InspectionView::exchangeRequested, this,
        [this](base::ExchangeId exchange) { Q_EMIT exchangeRequested(exchange, m_expected->connection()); });
}

void InspectorWindow::inspect(const QByteArray &pasted)
{
    m_field->take(pasted);
}

void InspectorWindow::inspectToken(
    const base::Secret &token, inspect::Kind kind, const QString &label, const QString &connection)
{
    m_keys->refreshConnections();
    m_expected->refreshConnections();
    m_field->clearContent();
    m_expected->setConnection(connection);
    m_keys->setConnection(connection);
    m_field->take(token.reveal());
    m_given = { label, kind };
    recognise();
}

void InspectorWindow::openMint()
{
    openMint({}, {});
}

template <class Value, class Then>
void InspectorWindow::await(const QFuture<Value> &future, Then then)
{
    const int ticket = ++m_ticket;
    ++m_working;
    say(m_reading, tr("Reading %1 …").arg(sizeText(m_field->content().reveal().size())));
    auto *watcher = new QFutureWatcher<Value>(this);
    connect(watcher, &QFutureWatcher<Value>::finished, this, [this, watcher, ticket, then] {
        watcher->deleteLater();
        if (--m_working == 0)
            say(m_reading, {});
        if (ticket == m_ticket)
            then(watcher->result());
    });
    watcher->setFuture(future);
}

bool InspectorWindow::isLarge() const
{
    return m_field->content().reveal().size() > large;
}

void InspectorWindow::recognise()
{
    m_typing.stop();
    const QByteArray bytes = m_field->content().reveal();
    if (isLarge())
        return await(QtConcurrent::run([bytes] { return look(bytes); }),
            [this](const Found &found) { recognised(found); });
    ++m_ticket;
    recognised(look(bytes));
}

InspectorWindow::Found InspectorWindow::look(const QByteArray &bytes)
{
    Found out{ .recognised = inspect::recognise(bytes) };
    if (!out.recognised.subjects.isEmpty()) {
        out.issuer = inspect::namedIssuer(out.recognised.subjects.first());
        out.kid = inspect::namedKey(out.recognised.subjects.first());
    } else if (!out.recognised.object.empty()) {
        out.document = json::pretty(out.recognised.object);
    }
    return out;
}

void InspectorWindow::recognised(const Found &found)
{
    m_recognised = found.recognised;
    m_document = found.document;
    QList<inspect::Subject> &subjects = m_recognised.subjects;
    if (m_given && subjects.size() == 1)
        subjects.first()
            = inspect::makeSubject(subjects.first().text.reveal(), m_given->label, m_given->kind);
    subjects.resize(std::min(subjects.size(), mostSubjects));
    m_subjects->setPlace({});
    const auto isEncrypted = [](const inspect::Subject &each) {
        return each.form == inspect::Form::JweCompact || each.form == inspect::Form::JweJson;
    };
    {
        const QSignalBlocker quiet(m_keys); // judged below, once
        m_keys->setDecryption(std::any_of(subjects.cbegin(), subjects.cend(), isEncrypted));
        m_keys->setNamed(found.issuer, found.kid);
        if (subjects.isEmpty() && m_recognised.keys)
            m_keys->useKeys(*m_recognised.keys);
    }
    judge();
}

void InspectorWindow::judge()
{
    showWords();
    if (m_recognised.subjects.isEmpty()) {
        ++m_ticket;
        return judged({});
    }
    const inspect::Recognised pasted = m_recognised;
    const inspect::Expectations expectations = m_expected->value();
    const inspect::Keys keys = m_keys->keys();
    if (isLarge())
        return await(QtConcurrent::run([=] { return inspect::judgeAll(pasted, expectations, keys); }),
            [this](const QList<inspect::Inspection> &inspections) { judged(inspections); });
    ++m_ticket;
    judged(inspect::judgeAll(pasted, expectations, keys));
}

void InspectorWindow::judged(const QList<inspect::Inspection> &inspections)
{
    m_judged = inspections;
    m_subjects->setInspections(m_recognised.subjects, m_judged);
    m_subjectsCard->setVisible(m_subjects->rows() > 1);
    showPlace();
}

const inspect::Subject *InspectorWindow::subject() const
{
    const qsizetype at = m_subjects->place().subject;
    return at < m_recognised.subjects.size() ? &m_recognised.subjects[at] : nullptr;
}

void InspectorWindow::showPlace()
{
    const SubjectList::Place &place = m_subjects->place();
    const inspect::Inspection *inspection = inspectionAt(m_judged, place);
    m_view->setFacts(m_recognised.facts);
    m_kindRow->setVisible(inspection && place.inner.isEmpty());
    if (inspection) {
        m_view->setInspection(*inspection, subject()->label, !place.inner.isEmpty(), m_expected->value().now);
        m_kind->clear();
        m_kind->addItem(tr("Detected: %1").arg(inspect::kindTitle(subject()->found.kind)), -1);
        for (const inspect::Kind each : inspect::allKinds())
            m_kind->addItem(inspect::kindTitle(each), int(each));
        m_kind->setCurrentIndex(
            subject()->chosen ? std::max(0, m_kind->findData(int(*subject()->chosen))) : 0);
    } else {
        m_view->setDocument(m_recognised, m_document);
    }
    showRight();
}

void InspectorWindow::showRight()
{
    m_subjectsCard->setVisible(m_subjects->rows() > 1);
    m_kindRow->setVisible(inspectionAt(m_judged, m_subjects->place()) && m_subjects->place().inner.isEmpty());
    m_right->setCurrentWidget(m_recognised.what == inspect::Pasted::Nothing ? static_cast<QWidget *>(m_empty)
                                                                            : static_cast<QWidget *>(m_view));
    showWords();
}

void InspectorWindow::showWords()
{
    const bool isEmpty = m_recognised.what == inspect::Pasted::Nothing;
    say(m_sentence, isEmpty ? QString() : base::cleaned(m_recognised.sentence, 400));
    say(m_removed,
        m_recognised.removed.isEmpty()
            ? QString()
            : tr("Taken away before reading: %1.").arg(base::cleaned(fewOf(m_recognised.removed, 6), 400)));
    say(m_problem, base::cleaned(m_recognised.problem, 600));
    m_reveal->setText(m_field->isMasked() ? tr("Reveal 30 s") : tr("Hide"));
    m_reveal->setVisible(!m_field->content().isEmpty());
    m_clear->setVisible(!m_field->content().isEmpty());
}

void InspectorWindow::chooseKind(int index)
{
    const qsizetype at = m_subjects->place().subject;
    if (at >= m_recognised.subjects.size())
        return;
    const int chosen = m_kind->itemData(index).toInt();
    m_recognised.subjects[at].chosen
        = chosen < 0 ? std::nullopt : std::optional(static_cast<inspect::Kind>(chosen));
    judge();
}

void InspectorWindow::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("A file with a token or keys"));
    dialog->setObjectName(u"inspectFileDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, m_field, &PasteField::takeFile);
    dialog->open();
}

void InspectorWindow::mintLike()
{
    if (const inspect::Inspection *shown = inspectionAt(m_judged, m_subjects->place()))
        openMint(shown->headerText, shown->payloadText);
}

void InspectorWindow::openMint(const QByteArray &headerText, const QByteArray &claimsText)
{
    auto *dialog = new MintDialog(m_services, this);
    dialog->setTemplate(headerText, claimsText);
    connect(dialog, &MintDialog::inspectionRequested, this,
        [this](const QByteArray &token, const QByteArray &publicKey) {
            if (!publicKey.isEmpty())
                m_keys->useText(publicKey);
            inspect(token);
            raise();
            activateWindow();
        });
    dialog->show();
}

void InspectorWindow::tick()
{
    const base::Time now = m_services.clock->now();
    m_keys->tick(now);
    m_view->tick(m_expected->value().now);
    const inspect::Inspection *shown = inspectionAt(m_judged, m_subjects->place());
    if (!shown || m_working > 0)
        return;
    // The moment it ends the verdict is another one.
    const bool saysAlive = shown->verdict.standing == oauth::Standing::Valid;
    const inspect::Expectations expected = m_expected->value();
    if (saysAlive && shown->verdict.expires && *shown->verdict.expires + expected.tolerance <= expected.now)
        judge();
}

void InspectorWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (canReadDropped(event->mimeData()))
        event->acceptProposedAction();
}

/// Keys that are dropped beside a token are for that token.
void InspectorWindow::dropEvent(QDropEvent *event)
{
    const auto bytes = readDropped(event->mimeData());
    event->setDropAction(Qt::CopyAction);
    event->accept();
    if (!bytes)
        return say(m_problem, bytes.error().message);
    if (bytes->size() <= large && !m_recognised.subjects.isEmpty() && inspect::recognise(*bytes).keys)
        m_keys->useText(*bytes);
    else
        m_field->take(*bytes);
}

} // namespace authscope::ui
