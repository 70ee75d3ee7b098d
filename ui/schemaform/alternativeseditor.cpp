// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/schemaform/alternativeseditor.h"

#include "ui/schemaform/lazychooser.h"
#include "ui/schemaform/placeeditor.h"
#include "ui/schemaform/problems.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using schema::FormKind;
using schema::FormNode;

AlternativesEditor::AlternativesEditor(const FormPlace &place)
    : ValueEditor(place), m_body(column(nullptr, 0, 0))
{
    const FormNode &node = this->node();
    const qsizetype count = node.alternativeCount();
    m_chooser = new LazyChooser(
        node.isRequired || place.isItem ? tr("Choose…") : tr("not set"), count + (node.isNullable ? 1 : 0),
        [node, count](qsizetype i) { return i < count ? node.alternativeLabel(i) : u"null"_s; }, this);
    auto *all = column(this, 0, 8);
    all->addWidget(m_chooser);
    all->addLayout(m_body);
    setFocusProxy(m_chooser);
    setPath(place.path);
    connect(m_chooser, &LazyChooser::chosenChanged, this, &AlternativesEditor::choose);
}

QWidget *AlternativesEditor::control() const
{
    return m_chooser->box();
}

bool AlternativesEditor::isNullChosen() const
{
    return m_chooser->chosen() == node().alternativeCount();
}

std::optional<json::Value> AlternativesEditor::value() const
{
    if (isNullChosen())
        return json::Value(nullptr);
    return m_inner ? m_inner->value() : std::nullopt;
}

void AlternativesEditor::drop()
{
    m_rules.reset();
    m_drawn = -1;
    if (!m_inner)
        return;
    m_inner->disconnect(this);
    m_inner->hide();
    m_inner->setParent(nullptr);
    std::exchange(m_inner, nullptr)->deleteLater();
}

void AlternativesEditor::draw(qsizetype alternative)
{
    drop();
    FormNode chosen = alternative < 0 ? FormNode() : node().alternative(alternative);
    chosen.label = node().label;
    m_drawn = alternative;
    m_inner = new PlaceEditor(FormPlace{ .node = chosen,
                                  .path = place().path,
                                  .depth = place().depth + 1,
                                  .isItem = place().isItem,
                                  .isFile = place().isFile,
                                  .share = place().share,
                                  .parent = this },
        PlaceEditor::Look::Bare);
    m_body->addWidget(m_inner);
    connect(m_inner, &PlaceEditor::edited, this, &ValueEditor::edited);
    connect(m_inner, &PlaceEditor::drawn, this, &ValueEditor::drawn);
}

void AlternativesEditor::setValue(const std::optional<json::Value> &value)
{
    if (!value || (value->is_null() && node().isNullable)) {
        drop();
        m_chooser->setChosen(value ? node().alternativeCount() : -1);
        return;
    }
    // What is drawn stays, as long as it is right.
    bool isRight = false;
    if (m_inner && m_drawn >= 0) {
        if (!m_rules)
            m_rules = m_inner->node().rules();
        isRight = m_rules->validate(*value).holds();
    }
    if (!isRight) {
        const qsizetype fitting = node().alternativeFor(*value);
        if (!m_inner || fitting != m_drawn)
            draw(fitting);
        m_chooser->setChosen(fitting);
    }
    m_inner->setValue(value);
}

void AlternativesEditor::choose()
{
    const qsizetype chosen = m_chooser->chosen();
    const auto before = value();
    if (chosen < 0 || isNullChosen()) {
        drop();
        Q_EMIT edited();
        return;
    }
    draw(chosen);
    const FormNode &node = m_inner->node();
    auto next = node.blankValue();
    const bool isAsked = place().share->drawable < 24;
    if (isAsked)
        place().share->drawable = 24; // what was chosen is shown
    if (!next && before && node.kind != FormKind::Alternatives && node.canShow(*before))
        next = before; // a text stays a text
    if (!next && (node.kind == FormKind::Object || node.kind == FormKind::List))
        next = openingValue(node);
    if (next && next->is_object() && before && before->is_object()) {
        // What both forms know stays, but for what tells them apart.
        for (const auto &one : before->get_object()) {
            const auto member = node.member(one.key());
            const bool isKnown = member && member->kind != FormKind::Constant
                && (member->kind != FormKind::Json || !node.takesOthers);
            if (isKnown && member->canShow(one.value()))
                next->get_object()[one.key()] = one.value();
        }
    }
    m_inner->setValue(next);
    Q_EMIT drawn();
    Q_EMIT edited();
}

void AlternativesEditor::setPath(const QString &path)
{
    ValueEditor::setPath(path);
    control()->setObjectName(u"choose_"_s + control()->objectName().mid(6));
    if (m_inner)
        m_inner->setPath(path);
}

void AlternativesEditor::showProblems(const Problems *problems, bool all, QStringList &left)
{
    if (!m_inner) {
        if (problems)
            ValueEditor::showProblems(problems, all, left);
        return;
    }
    // The whole says that none fits; why the chosen one does not is what it says itself.
    const bool isForked = problems && !problems->here.isEmpty() && m_drawn >= 0;
    const auto now = isForked ? m_inner->value() : std::nullopt;
    if (!now) {
        Problems inner = problems ? *problems : Problems();
        inner.here.clear();
        m_inner->showProblems(&inner, all, left);
        return;
    }
    if (!m_rules)
        m_rules = m_inner->node().rules();
    const Problems own = Problems::of(m_rules->validate(*now), problems->pointer);
    m_inner->showProblems(&own, all, left);
}

bool AlternativesEditor::takesUnsaidMembers() const
{
    return m_inner && m_inner->editor() && m_inner->editor()->takesUnsaidMembers();
}

void AlternativesEditor::addMember()
{
    if (takesUnsaidMembers())
        m_inner->editor()->addMember();
}

void AlternativesEditor::collectObstacles(QStringList &obstacles) const
{
    if (m_inner)
        m_inner->collectObstacles(obstacles);
}

} // namespace authscope::ui
