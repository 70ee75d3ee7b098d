// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/schemaform/objecteditor.h"

#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/schemaform/placeeditor.h"
#include "ui/schemaform/problems.h"

#include <QApplication>
#include <QBoxLayout>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using schema::FormKind;
using schema::FormNode;

namespace {

constexpr qsizetype chunkSize = 16;
constexpr int rowHeight = 48; ///< of what is not drawn, about

} // namespace

FieldChunk::FieldChunk(ObjectEditor *owner, QList<ObjectEditor::MemberPtr> members, QWidget *parent)
    : QWidget(parent), m_owner(owner), m_members(std::move(members))
{
    setMinimumHeight(int(m_members.size()) * rowHeight);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("%1 more fields").arg(m_members.size()));
}

void FieldChunk::draw()
{
    if (!parentWidget() || std::exchange(m_isDrawn, true))
        return; // one that was taken away is not drawn any more
    setMinimumHeight(0);
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName({});
    auto *rows = column(this, 0, 8);
    for (const auto &member : std::as_const(m_members))
        m_owner->drawMember(member, rows);
    Q_EMIT drawn();
}

void FieldChunk::paintEvent(QPaintEvent *)
{
    if (!m_isDrawn && !std::exchange(m_isAsked, true))
        QMetaObject::invokeMethod(this, &FieldChunk::draw, Qt::QueuedConnection);
}

void FieldChunk::focusInEvent(QFocusEvent *)
{
    draw();
    const auto children = m_members.isEmpty() ? nullptr : m_members.first()->place;
    if (children)
        children->focusField();
}

ObjectEditor::ObjectEditor(const FormPlace &place) : ValueEditor(place), m_holder(new QWidget(this))
{
    auto *all = column(m_holder, 0, 8);
    m_rows = column(nullptr, 0, 8);
    all->addLayout(m_rows);
    adopt(m_holder);
    QList<MemberPtr> chunk;
    const auto flush = [&] {
        if (chunk.isEmpty())
            return;
        m_chunks += appendChunk(chunk);
        chunk.clear();
    };
    for (const FormNode &node : this->node().members()) {
        auto member = std::make_shared<Member>(Member{ .node = node, .name = node.name });
        m_members += member;
        chunk += member;
        if (chunk.size() == chunkSize)
            flush();
    }
    flush();
    const bool isSaid = nodeFor("any").kind != FormKind::Json;
    if (this->node().takesOthers && (isSaid || m_members.isEmpty())) {
        m_add = linkButton(tr("Add a member"), {});
        all->addWidget(m_add);
        connect(m_add, &QPushButton::clicked, this, &ObjectEditor::addMember);
    }
    if (m_members.isEmpty()) {
        m_empty = new Label(this->node().takesOthers ? tr("No member is described; any may be added.")
                                                     : tr("There is nothing to fill in."),
            TextRole::Caption, Tone::Muted);
        all->insertWidget(0, m_empty);
    }
    setPath(place.path);
}

ObjectEditor::~ObjectEditor() = default;

FieldChunk *ObjectEditor::appendChunk(const QList<MemberPtr> &members)
{
    auto *chunk = new FieldChunk(this, members, m_holder);
    m_rows->addWidget(chunk);
    connect(chunk, &FieldChunk::drawn, this, &ValueEditor::drawn);
    return chunk;
}

QString ObjectEditor::pathOf(const Member &member) const
{
    const QString name = json::text(member.name);
    return place().path.isEmpty() ? name : place().path + u'/' + name;
}

bool ObjectEditor::isFile(const std::string &name) const
{
    return place().depth == 0 && place().share->fileMembers.contains(QByteArray::fromStdString(name));
}

FormNode ObjectEditor::nodeFor(const std::string &name) const
{
    FormNode unknown;
    unknown.name = name;
    unknown.label = json::text(name);
    return node().member(name).value_or(unknown);
}

void ObjectEditor::drawMember(const MemberPtr &member, QBoxLayout *into, int at)
{
    if (member->isExtra) {
        member->nameEdit = new QLineEdit(base::cleaned(json::text(member->name), 200));
        member->nameEdit->setPlaceholderText(member->isNamed ? tr("(no name)") : tr("name"));
        member->nameEdit->setAccessibleName(tr("Name of the member"));
        member->nameEdit->setObjectName(u"name_"_s + base::cleaned(pathOf(*member), 200));
        connect(member->nameEdit, &QLineEdit::editingFinished, this, [this, member] { rename(member); });
    }
    member->place = new PlaceEditor(FormPlace{ .node = member->node,
                                        .path = pathOf(*member),
                                        .depth = place().depth + 1,
                                        .isItem = false,
                                        .isFile = isFile(member->name),
                                        .share = place().share,
                                        .parent = into->parentWidget() },
        PlaceEditor::Look::Labelled, member->nameEdit);
    if (member->isExtra) {
        QPushButton *remove = iconButton(u"close"_s, tr("Remove %1").arg(placeWords(member->place->place())),
            u"remove_"_s + base::cleaned(pathOf(*member), 200));
        member->place->addButton(remove);
        connect(remove, &QPushButton::clicked, this, [this, member] { this->remove(member); });
    }
    member->place->setPath(pathOf(*member));
    member->place->setValue(std::exchange(member->value, std::nullopt));
    into->insertWidget(at, member->place);
    connect(member->place, &PlaceEditor::edited, this, &ValueEditor::edited);
    connect(member->place, &PlaceEditor::drawn, this, &ValueEditor::drawn);
}

std::optional<json::Value> ObjectEditor::value() const
{
    json::Object object;
    for (const MemberPtr &member : m_members) {
        if (!member->isNamed)
            continue;
        if (auto value = member->place ? member->place->value() : member->value)
            object[member->name] = std::move(*value);
    }
    return json::Value(std::move(object));
}

void ObjectEditor::setValue(const std::optional<json::Value> &value)
{
    static const json::Object nothing;
    const json::Object *given = value ? value->if_object() : nullptr;
    const json::Object &object = given ? *given : nothing;
    QSet<QByteArray> known;
    m_members.removeIf([](const MemberPtr &member) { return member->isExtra; });
    for (const MemberPtr &member : std::as_const(m_members)) {
        known.insert(json::bytes(member->name));
        const json::Value *own = object.if_contains(member->name);
        const auto next = own ? std::optional(*own) : std::nullopt;
        if (member->place)
            member->place->setValue(next);
        else
            member->value = next;
    }
    for (FieldChunk *chunk : std::exchange(m_extraChunks, {})) {
        chunk->hide();
        chunk->setParent(nullptr);
        chunk->deleteLater();
    }
    QList<MemberPtr> extras;
    const auto flush = [&] {
        if (!extras.isEmpty())
            m_extraChunks += appendChunk(extras);
        extras.clear();
    };
    for (const auto &one : object) {
        if (known.contains(json::bytes(one.key())))
            continue;
        const std::string name(one.key());
        auto member = std::make_shared<Member>(
            Member{ .node = nodeFor(name), .name = name, .isExtra = true, .value = one.value() });
        m_members += member;
        extras += member;
        if (extras.size() == chunkSize)
            flush();
    }
    flush();
    // The first are drawn right away, as long as that is quick; the others when they are seen.
    for (const auto &chunks : { m_chunks, m_extraChunks }) {
        for (FieldChunk *chunk : chunks) {
            const int count = int(chunk->members().size());
            if (!chunk->isDrawn() && place().share->drawable > 0) {
                place().share->drawable -= count;
                chunk->draw();
            }
        }
    }
    if (m_empty)
        m_empty->setVisible(m_members.isEmpty());
}

void ObjectEditor::addMember()
{
    auto member = std::make_shared<Member>(Member{ .node = nodeFor({}), .isExtra = true, .isNamed = false });
    m_members += member;
    FieldChunk *chunk = appendChunk({ member });
    m_extraChunks += chunk;
    chunk->draw();
    member->nameEdit->setFocus();
    if (m_empty)
        m_empty->hide();
    Q_EMIT drawn();
    Q_EMIT edited();
}

bool ObjectEditor::hasName(const std::string &name, const Member *but) const
{
    return std::any_of(m_members.begin(), m_members.end(), [&](const MemberPtr &member) {
        return member.get() != but && member->isNamed && member->name == name;
    });
}

void ObjectEditor::rename(const MemberPtr &member)
{
    if (!member->place)
        return; // it goes away, and its name loses the focus with it
    const QString typed = member->nameEdit->text();
    const std::string name = typed.toStdString();
    const bool isUntouched = typed == base::cleaned(json::text(member->name), 200);
    if (isUntouched && (member->isNamed || typed.isEmpty()))
        return;
    const bool isTaken = hasName(name, member.get());
    setStyleProperty(member->nameEdit, "wrong", isTaken);
    if (isTaken) {
        member->nameEdit->setToolTip(plainToolTip(tr("There is a member of that name already.")));
        Q_EMIT edited();
        return;
    }
    member->nameEdit->setToolTip({});
    auto value = member->place->value();
    member->name = name;
    member->isNamed = true;
    member->node = nodeFor(name); // other rules may apply to that name
    if (!value && member->node.kind != FormKind::Alternatives)
        value = member->node.blankValue();
    auto *chunk = qobject_cast<FieldChunk *>(member->place->parentWidget());
    PlaceEditor *before = std::exchange(member->place, nullptr);
    const bool goesOn = before->isAncestorOf(QApplication::focusWidget());
    const QLineEdit *oldName = member->nameEdit;
    const bool wasInName = oldName->hasFocus();
    auto *into = static_cast<QBoxLayout *>(chunk->layout());
    const int at = into->indexOf(before);
    before->hide();
    before->setParent(nullptr);
    before->deleteLater();
    member->value = value;
    drawMember(member, into, at);
    if (wasInName || goesOn)
        member->place->focusField();
    Q_EMIT drawn();
    Q_EMIT edited();
}

void ObjectEditor::remove(const MemberPtr &member)
{
    m_members.removeOne(member);
    PlaceEditor *before = std::exchange(member->place, nullptr);
    before->hide();
    before->setParent(nullptr);
    before->deleteLater();
    if (m_add)
        m_add->setFocus();
    else
        m_holder->setFocus();
    if (m_empty)
        m_empty->setVisible(m_members.isEmpty());
    Q_EMIT drawn();
    Q_EMIT edited();
}

void ObjectEditor::setPath(const QString &path)
{
    ValueEditor::setPath(path);
    m_holder->setObjectName(u"object_"_s + base::cleaned(path, 200));
    if (m_add) {
        m_add->setObjectName(u"add_"_s + base::cleaned(path, 200));
        m_add->setAccessibleName(tr("Add a member to %1").arg(placeWords(place())));
    }
    for (const MemberPtr &member : std::as_const(m_members)) {
        if (member->place)
            member->place->setPath(pathOf(*member));
    }
}

void ObjectEditor::showProblems(const Problems *problems, bool all, QStringList &left)
{
    std::map<std::string, Problems> none;
    auto unseen = problems ? &problems->below : &none;
    QSet<QByteArray> shown;
    for (const MemberPtr &member : std::as_const(m_members)) {
        const Problems *own = problems ? problems->at(member->name) : nullptr;
        if (member->place) {
            member->place->showProblems(own, all, left);
            shown.insert(json::bytes(member->name));
        } else if (!own || (!all && !member->value)) {
            shown.insert(json::bytes(member->name)); // nothing to be said yet
        }
    }
    for (const auto &[name, inner] : *unseen) {
        if (!shown.contains(json::bytes(name)))
            left += inner.lines();
    }
}

void ObjectEditor::collectObstacles(QStringList &obstacles) const
{
    for (const MemberPtr &member : m_members) {
        if (member->place)
            member->place->collectObstacles(obstacles);
        if (member->nameEdit && member->nameEdit->property("wrong").toBool())
            obstacles += tr("%1 is the name of two members").arg(base::cleaned(member->nameEdit->text(), 80));
        else if (!member->isNamed && member->place && member->place->value())
            obstacles += tr("A member has no name yet");
    }
}

} // namespace authscope::ui
