// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/schemaform/schemaform.h"

#include "ui/common/text.h"
#include "json/pointer.h"
#include "ui/schemaform/placeeditor.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace authscope::ui {

namespace {

constexpr int drawnAtOnce = 40; ///< places; what is more is drawn when it is seen or opened
constexpr auto pauseBeforeJudging = 120ms;
constexpr auto pauseBeforeOrdering = 50ms; ///< until what is new has its place
constexpr qsizetype linesAtTop = 6;

/// Judging happens between two keys: what takes longer is left unjudged, and that is said.
schema::Options typingOptions()
{
    schema::Options options;
    options.bounds.work = 200'000;
    options.bounds.patternTime = 60ms;
    options.bounds.violations = 100;
    return options;
}

} // namespace

SchemaForm::SchemaForm()
    : m_share(std::make_shared<FormShare>())
    , m_general(new Label({}, TextRole::Caption, Tone::Bad))
    , m_caution(new Label({}, TextRole::Caption, Tone::Caution))
{
    setObjectName(u"schemaForm"_s);
    m_general->setObjectName(u"formProblemsLabel"_s);
    m_caution->setObjectName(u"formCautionLabel"_s);
    auto *all = column(this, 0, 8);
    for (Label *label : { m_general, m_caution }) {
        label->setWrapping(true);
        label->setMinimumWidth(1);
        label->hide();
        all->addWidget(label);
    }
    all->addStretch();
    m_settling.setSingleShot(true);
    m_settling.setInterval(pauseBeforeJudging);
    connect(&m_settling, &QTimer::timeout, this, &SchemaForm::settle);
    m_ordering.setSingleShot(true);
    m_ordering.setInterval(pauseBeforeOrdering);
    connect(&m_ordering, &QTimer::timeout, this, &SchemaForm::orderTabs);
}

void SchemaForm::setSchema(const json::Value &schema, const QSet<QByteArray> &fileMembers)
{
    m_schema = schema;
    m_rules.reset();
    m_judged.reset();
    m_node = schema::FormNode::build(schema);
    m_share->fileMembers = fileMembers;
    const bool isGroup = m_node.kind == schema::FormKind::Object || m_node.kind == schema::FormKind::List;
    start(isGroup ? std::optional(openingValue(m_node)) : m_node.blankValue());
}

void SchemaForm::start(const std::optional<json::Value> &value)
{
    if (m_root) {
        m_root->disconnect(this);
        m_root->hide();
        m_root->setParent(nullptr); // its names belong to the next one
        m_root->deleteLater();
    }
    m_showsAll = false;
    m_ordering.start();
    m_share->drawable = drawnAtOnce;
    m_root = new PlaceEditor({ .node = m_node, .share = m_share, .parent = this }, PlaceEditor::Look::Bare);
    auto *all = static_cast<QBoxLayout *>(layout());
    all->insertWidget(all->count() - 1, m_root);
    m_root->setValue(value);
    connect(m_root, &PlaceEditor::edited, this, &SchemaForm::placeEdited);
    connect(m_root, &PlaceEditor::drawn, this, [this] {
        m_ordering.start();
        m_settling.start();
    });
    m_settling.start();
}

std::optional<json::Value> SchemaForm::whole() const
{
    return m_root ? m_root->value() : std::nullopt;
}

json::Object SchemaForm::value() const
{
    auto value = whole();
    return value && value->is_object() ? std::move(value->get_object()) : json::Object();
}

void SchemaForm::setWhole(const std::optional<json::Value> &value)
{
    if (!m_root)
        return;
    m_share->drawable = drawnAtOnce;
    m_root->setValue(value);
    m_ordering.start();
    m_settling.start();
}

void SchemaForm::setValue(const json::Object &value)
{
    // An anonymous field for the whole is empty rather than "{}".
    const bool isNothing = value.empty() && m_node.kind != schema::FormKind::Object;
    setWhole(isNothing ? std::nullopt : std::optional<json::Value>(value));
}

void SchemaForm::placeEdited()
{
    m_settling.start();
    Q_EMIT edited();
}

const schema::Compiled &SchemaForm::rules() const
{
    if (!m_rules)
        m_rules = schema::Compiled::compile(m_schema, {}, typingOptions());
    return *m_rules;
}

const schema::Judgement &SchemaForm::judge(const json::Value &value) const
{
    if (!m_judged || *m_judged != value) {
        m_judgement = rules().validate(value);
        m_judged = value;
    }
    return m_judgement;
}

QStringList SchemaForm::obstacles() const
{
    QStringList obstacles;
    if (!m_root)
        return obstacles;
    m_root->collectObstacles(obstacles);
    const auto now = whole();
    if (now && !now->is_object())
        obstacles += tr("must be an object: { … }");
    return obstacles;
}

QString SchemaForm::labelled(const schema::Violation &violation) const
{
    QString name = base::cleaned(violation.pointer.mid(1), 80);
    if (violation.pointer.count('/') == 1) {
        const auto member
            = m_node.member(json::stepName(QByteArrayView(violation.pointer).sliced(1)).toStdString());
        if (member && !member->label.isEmpty())
            name = base::cleaned(member->label, 80);
    }
    return u"%1 %2"_s.arg(name, problemWords(violation)).trimmed();
}

QStringList SchemaForm::problems() const
{
    QStringList problems = obstacles();
    for (const schema::Violation &violation : judge(whole().value_or(json::Object())).violations)
        problems += labelled(violation);
    return problems;
}

void SchemaForm::settle()
{
    m_settling.stop();
    if (!m_root)
        return;
    const schema::Judgement &judgement = judge(whole().value_or(json::Object()));
    QStringList left;
    const Problems problems = Problems::of(judgement);
    m_root->showProblems(&problems, m_showsAll, left);
    left.removeDuplicates();
    if (left.size() > linesAtTop) {
        const qsizetype more = left.size() - linesAtTop;
        left.resize(linesAtTop);
        left += tr("and %1 more").arg(more);
    }
    for (QString &line : left)
        line = line.startsWith(u'✗') ? line : u"✗ "_s + line;
    m_general->setText(left.join(u'\n'));
    m_general->setVisible(!left.isEmpty());

    QStringList cautions;
    if (!rules().isDialectKnown())
        cautions += tr("! The schema is of a dialect that is not known here; it is read as 2020-12.");
    const QList<schema::Problem> &flaws = rules().problems();
    for (const schema::Problem &flaw : flaws.first(std::min<qsizetype>(flaws.size(), 3)))
        cautions += tr("! The schema itself: %1 %2 (%3)")
                        .arg(base::cleaned(flaw.keyword, 60), base::cleaned(flaw.message, 200),
                            base::cleaned(flaw.location, 160));
    if (!judgement.isWhole())
        cautions += tr("! Not everything could be checked: %1")
                        .arg(base::cleaned(judgement.unjudged.join(u"; "_s), 300));
    m_caution->setText(cautions.join(u'\n'));
    m_caution->setVisible(!cautions.isEmpty());
    Q_EMIT settled();
}

/// What is drawn later comes last to Qt; Tab goes as the eye does.
void SchemaForm::orderTabs()
{
    if (!isVisible())
        return;
    struct Stop {
        int line;
        int x;
        QWidget *field;
    };
    std::vector<Stop> stops;
    const auto fields = findChildren<QWidget *>();
    for (QWidget *field : fields) {
        if (!(field->focusPolicy() & Qt::TabFocus) || field->focusProxy() || !field->isVisible())
            continue;
        const QPoint at = field->mapTo(this, QPoint(0, 0));
        stops.push_back({ at.y(), at.x(), field });
    }
    const auto isBefore = [](const Stop &one, const Stop &other) {
        return std::tie(one.line, one.x) < std::tie(other.line, other.x);
    };
    std::sort(stops.begin(), stops.end(), isBefore);
    constexpr int sameLine = 12; // pixels: what is aligned differently is still beside each other
    for (std::size_t i = 1; i < stops.size(); ++i) {
        if (stops[i].line - stops[i - 1].line <= sameLine)
            stops[i].line = stops[i - 1].line;
    }
    std::stable_sort(stops.begin(), stops.end(), isBefore);
    QWidget *before = previousInFocusChain();
    while (before != this && (isAncestorOf(before) || !(before->focusPolicy() & Qt::TabFocus)))
        before = before->previousInFocusChain();
    for (const Stop &stop : stops) {
        if (before != this)
            setTabOrder(before, stop.field);
        before = stop.field;
    }
}

void SchemaForm::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_ordering.start(); // now there is a place for everything
    m_settling.start();
}

bool SchemaForm::takesUnsaidMembers() const
{
    return m_root && m_root->editor() && m_root->editor()->takesUnsaidMembers();
}

void SchemaForm::addMember()
{
    if (takesUnsaidMembers())
        m_root->editor()->addMember();
}

void SchemaForm::showAllProblems()
{
    m_showsAll = true;
    settle();
    const auto fields = findChildren<QWidget *>();
    for (QWidget *field : fields) {
        if (field->property("wrong").toBool() && field->isVisibleTo(this))
            return field->setFocus();
    }
    focusFirst();
}

void SchemaForm::focusFirst()
{
    const auto fields = findChildren<QWidget *>();
    for (QWidget *field : fields) {
        if (field->objectName().startsWith(u"field_"_s) && field->isVisibleTo(this) && !field->focusProxy()
            && field->focusPolicy() != Qt::NoFocus)
            return field->setFocus();
    }
}

} // namespace authscope::ui
