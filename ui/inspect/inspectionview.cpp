// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/inspectionview.h"

#include "ui/common/chip.h"
#include "ui/common/emptystate.h"
#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/common/wireedit.h"
#include "ui/tokens/checkscard.h"
#include "ui/tokens/claimstree.h"
#include "ui/tokens/keycard.h"
#include "ui/tokens/sentcard.h"
#include "ui/tokens/tokentimeline.h"
#include "ui/tokens/tokenwords.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qsizetype shownDisclosures = 200;
constexpr qsizetype shownBytes = 4096;

/// "00000010  7b 22 73 75 …"
QString hexDump(const QByteArray &bytes)
{
    QStringList lines;
    for (qsizetype at = 0; at < std::min(bytes.size(), shownBytes); at += 16)
        lines
            += u"%1  %2"_s.arg(at, 8, 16, QChar(u'0')).arg(QString::fromLatin1(bytes.mid(at, 16).toHex(' ')));
    if (bytes.size() > shownBytes)
        lines += InspectionView::tr("… (%1 bytes)").arg(bytes.size());
    return lines.join(u'\n');
}

QFrame *tableCard(QWidget *table, const QString &title)
{
    QFrame *frame = card();
    auto *inside = column(frame, 1, 0);
    auto *caption = new Label(title, TextRole::Caption, Tone::Muted);
    caption->setContentsMargins(13, 8, 13, 2);
    inside->addWidget(caption);
    inside->addWidget(table);
    return frame;
}

} // namespace

InspectionView::InspectionView()
    : m_title(new Label({}, TextRole::Title))
    , m_chips(row(nullptr, 0, 8))
    , m_mint(button(tr("Make one like it…"), u"mintLikeButton"_s))
    , m_verdict(new Banner(u"inspectionBanner"_s))
    , m_reason(new Label({}, TextRole::Body, Tone::Muted))
    , m_timeline(new TokenTimeline)
    , m_checks(new ChecksCard)
    , m_claimsCard(card())
    , m_claims(new ClaimsTree(u"claimsTable"_s, tr("Claims")))
    , m_contentWords(new Label({}, TextRole::Body, Tone::Muted))
    , m_content(new WireEdit(u"contentEdit"_s, tr("Content"), 10))
    , m_disclosures(new Table(u"disclosuresTable"_s, tr("Disclosures"), Table::Height::Fitting))
    , m_cards(new QWidget)
    , m_sent(new SentCard)
    , m_key(new KeyCard)
    , m_header(new ClaimsTree(u"headerTable"_s, tr("Header")))
    , m_facts(new Table(u"factsTable"_s, tr("Beside it"), Table::Height::Fitting))
{
    setObjectName(u"inspectionView"_s);
    m_title->setObjectName(u"inspectionTitleLabel"_s);
    m_reason->setObjectName(u"kindReasonLabel"_s);
    m_reason->setWrapping(true);
    m_contentWords->setWrapping(true);
    column(m_claimsCard, 1, 0)->addWidget(m_claims);
    QVBoxLayout *content = nullptr;
    std::tie(m_contentCard, content) = titledCard(tr("CONTENT"));
    content->addWidget(m_contentWords);
    content->addWidget(m_content);
    m_disclosuresModel.setHorizontalHeaderLabels({ tr("Claim"), tr("Value"), tr("Digest in the token") });
    m_disclosures->setModel(&m_disclosuresModel);
    m_disclosures->setColumns({ 18, 0, 34 });
    m_disclosuresCard = tableCard(m_disclosures, tr("DISCLOSURES"));
    m_factsModel.setColumnCount(2);
    m_facts->setModel(&m_factsModel);
    m_facts->setColumns({ 24, 0 });
    m_facts->horizontalHeader()->hide();
    m_factsCard = tableCard(m_facts, tr("WHAT ELSE WAS SAID"));
    m_headerCard = tableCard(m_header, tr("HEADER"));
    auto *cards = row(m_cards, 0, 12);
    cards->addWidget(m_sent, 1);
    cards->addWidget(m_key, 1);

    auto *page = new QWidget;
    auto *all = column(page, 20, 12);
    all->setContentsMargins(20, 16, 20, 16);
    all->addWidget(makeTitle());
    for (QWidget *each : { static_cast<QWidget *>(m_verdict), static_cast<QWidget *>(m_reason),
             static_cast<QWidget *>(m_timeline), static_cast<QWidget *>(m_factsCard),
             static_cast<QWidget *>(m_checks), static_cast<QWidget *>(m_claimsCard),
             static_cast<QWidget *>(m_contentCard), static_cast<QWidget *>(m_disclosuresCard), m_cards,
             static_cast<QWidget *>(m_headerCard) })
        all->addWidget(each);
    all->addStretch();
    column(this, 0, 0)->addWidget(scrollingPage(page, tr("The verdict")));
    connect(m_sent, &SentCard::revealRequested, this, &InspectionView::revealRequested);
    connect(m_sent, &SentCard::copyRequested, this, &InspectionView::copyRequested);
    connect(m_key, &KeyCard::exchangeRequested, this, &InspectionView::exchangeRequested);
    connect(m_mint, &QPushButton::clicked, this, &InspectionView::mintRequested);
    setFacts({});
}

QWidget *InspectionView::makeTitle()
{
    m_mint->setToolTip(plainToolTip(
        tr("Begin a test token with this header and these claims. It is signed with a key of its own.")));
    auto *whole = new QWidget;
    auto *line = row(whole, 0, 12);
    line->addWidget(m_title);
    line->addLayout(m_chips);
    line->addStretch();
    line->addWidget(m_sent->copyButton());
    line->addWidget(m_mint);
    return whole;
}

void InspectionView::showChips(const inspect::Inspection &inspection)
{
    clearLayout(m_chips);
    m_chips->addWidget(new Chip(inspect::formTitle(inspection.form), Tone::Muted));
    if (!inspection.algorithm.isEmpty())
        m_chips->addWidget(new Chip(base::cleaned(inspection.algorithm, 24), Tone::Muted));
    if (inspection.isSharedSecret)
        m_chips->addWidget(new Chip(tr("shared secret"), Tone::Caution));
}

void InspectionView::setInspection(
    const inspect::Inspection &inspection, const QString &label, bool isInner, base::Time now)
{
    const oauth::TokenVerdict &verdict = inspection.verdict;
    const QString kind
        = inspection.kind == inspect::Kind::Unknown ? tr("A token") : inspect::kindTitle(inspection.kind);
    m_title->setForeignText(isInner ? tr("%1, inside").arg(kind) : kind);
    showChips(inspection);
    m_verdict->setSentence(verdict.sentence, standingTone(verdict.standing));
    QString reason = inspection.isKindChosen
        ? tr("Judged as you chose: %1.").arg(inspect::kindTitle(inspection.kind))
        : tr("Why “%1”: %2").arg(kind, inspection.kindReason);
    if (!label.isEmpty())
        reason = tr("This is %1. %2").arg(isolated(base::cleaned(label, 120)), reason);
    m_reason->setForeignText(reason, 600);
    m_reason->setVisible(!reason.trimmed().isEmpty());
    m_timeline->setTimes(verdict.issued ? verdict.issued : verdict.notBefore, verdict.expires, {});
    m_timeline->tick(now);
    m_checks->setChecks(verdict.checks);
    m_claims->setClaims(verdict.claims, now);
    m_claimsCard->setVisible(!verdict.claims.isEmpty());
    m_header->setClaims(inspection.header, now);
    m_headerCard->setVisible(!inspection.header.isEmpty());
    showContent(inspection);
    showDisclosures(inspection.disclosures);
    m_sent->setVisible(!isInner);
    m_sent->copyButton()->setVisible(!isInner);
    m_sent->setToken(kind, inspection.segments, {});
    m_key->setKey({ .isReadable = !inspection.headerText.isEmpty(),
        .headerJson = verdict.headerJson.isEmpty() ? inspection.headerText : verdict.headerJson,
        .signedWith = inspection.signedWith.isEmpty() ? tr("Nobody’s signature was checked.")
                                                      : tr("Verified with %1").arg(inspection.signedWith),
        .caution = inspection.isSharedSecret
            ? tr("A shared secret: whoever can check such a token can also make one.")
            : inspection.needsSecret ? tr("Signed with a shared secret: no public key will ever verify it.")
                                     : QString(),
        .thumbprint = verdict.thumbprint,
        .exchange = verdict.keyExchange });
    m_cards->show();
    m_mint->setVisible(!inspection.headerText.isEmpty());
}

/// The payload as it came, where no table of claims shows it.
void InspectionView::showContent(const inspect::Inspection &inspection)
{
    const bool isShown = inspection.verdict.claims.isEmpty() && !inspection.payloadText.isEmpty();
    m_contentCard->setVisible(isShown);
    m_content->setPlainText({});
    if (!isShown)
        return;
    m_contentWords->setText(inspection.isPayloadText ? tr("As it was decoded; it is no JSON object.")
                                                     : tr("These bytes are no text. The first of them:"));
    m_contentWords->show();
    if (inspection.isPayloadText)
        m_content->setWire(inspection.payloadText);
    else
        m_content->setPlainText(hexDump(inspection.payloadText));
}

void InspectionView::showDisclosures(const QList<inspect::Disclosure> &disclosures)
{
    m_disclosuresModel.removeRows(0, m_disclosuresModel.rowCount());
    for (const inspect::Disclosure &each :
        disclosures.first(std::min(disclosures.size(), shownDisclosures))) {
        QStandardItem *value = cell(isolated(base::cleaned(each.value, 1000)), Tone::Plain, true);
        value->setToolTip(plainToolTip(base::cleaned(each.raw, 2000)));
        QStandardItem *digest = !each.problem.isEmpty()
            ? markedCell(base::cleaned(each.problem, 400), int(Mark::Failed), Tone::Bad)
            : each.isReferenced ? markedCell(tr("stands there"), int(Mark::Passed), Tone::Good)
                                : markedCell(tr("not there"), int(Mark::Failed), Tone::Bad);
        digest->setToolTip(plainToolTip(base::cleaned(each.digest)));
        m_disclosuresModel.appendRow(
            { each.name.isEmpty() ? cell(tr("element of a list"), Tone::Muted)
                                  : cell(QString::fromUtf8(each.name), Tone::Plain, true),
                value, digest });
    }
    if (disclosures.size() > shownDisclosures)
        m_disclosuresModel.appendRow(
            { cell(tr("%1 more").arg(disclosures.size() - shownDisclosures), Tone::Muted), cell({}),
                cell({}) });
    m_disclosuresCard->setVisible(!disclosures.isEmpty());
}

void InspectionView::setDocument(const inspect::Recognised &recognised, const QByteArray &text)
{
    m_title->setText(tr("What this is"));
    clearLayout(m_chips);
    m_mint->hide();
    m_sent->copyButton()->hide();
    const bool isWrong = !recognised.problem.isEmpty();
    m_verdict->setSentence(
        isWrong ? recognised.problem : recognised.sentence, isWrong ? Tone::Bad : Tone::Accent);
    m_reason->setForeignText(recognised.keys
            ? tr("These are keys. They verify tokens: paste one, and they are used for it.")
            : QString(),
        400);
    m_reason->setVisible(recognised.keys.has_value());
    for (QWidget *each : { static_cast<QWidget *>(m_timeline), static_cast<QWidget *>(m_checks),
             static_cast<QWidget *>(m_claimsCard), static_cast<QWidget *>(m_disclosuresCard), m_cards,
             static_cast<QWidget *>(m_headerCard) })
        each->hide();
    m_contentCard->setVisible(!text.isEmpty());
    m_contentWords->hide();
    m_content->setWire(text);
}

void InspectionView::setFacts(const QList<inspect::Fact> &facts)
{
    m_factsModel.removeRows(0, m_factsModel.rowCount());
    for (const inspect::Fact &fact : facts.first(std::min<qsizetype>(facts.size(), 100))) {
        const QString value = isolated(base::cleaned(fact.value, 1000));
        m_factsModel.appendRow({ cell(fact.name),
            fact.isCaution ? markedCell(value, int(Mark::Noted), Tone::Caution) : cell(value) });
    }
    m_factsCard->setVisible(!facts.isEmpty());
}

void InspectionView::tick(base::Time now)
{
    m_timeline->tick(now);
}

} // namespace authscope::ui
