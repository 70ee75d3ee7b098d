// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/schemaform/listeditor.h"

#include "ui/common/text.h"
#include "ui/schemaform/placeeditor.h"
#include "ui/schemaform/problems.h"

#include <QApplication>
#include <QBoxLayout>
#include <QKeyEvent>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using schema::FormNode;

namespace {

constexpr qsizetype pageSize = 50;

} // namespace

ListEditor::ListEditor(const FormPlace &place)
    : ValueEditor(place)
    , m_holder(new QWidget(this))
    , m_rows(column(nullptr, 0, 6))
    , m_add(linkButton(tr("Add an item"), {}))
    , m_more(linkButton({}, {}))
{
    auto *all = column(m_holder, 0, 6);
    all->addLayout(m_rows);
    all->addWidget(m_more);
    all->addWidget(m_add);
    adopt(m_holder);
    connect(m_add, &QPushButton::clicked, this, &ListEditor::addItem);
    connect(m_more, &QPushButton::clicked, this, [this] {
        const auto drawn = std::count_if(
            m_items.begin(), m_items.end(), [](const Item &item) { return item.place != nullptr; });
        drawItems(drawn + pageSize);
        Q_EMIT this->drawn();
    });
    setPath(place.path);
}

FormNode ListEditor::nodeFor(qsizetype index) const
{
    FormNode other;
    other.isRequired = true;
    return node().item(index).value_or(other);
}

QString ListEditor::pathOf(qsizetype index) const
{
    return u"%1/%2"_s.arg(place().path, QString::number(index));
}

qsizetype ListEditor::indexOf(const PlaceEditor *place) const
{
    for (qsizetype i = 0; i < m_items.size(); ++i) {
        if (m_items[i].place == place)
            return i;
    }
    return -1;
}

int ListEditor::rowOf(qsizetype index) const
{
    return int(std::count_if(
        m_items.begin(), m_items.begin() + index, [](const Item &item) { return item.place != nullptr; }));
}

std::optional<json::Value> ListEditor::valueAt(qsizetype index) const
{
    const Item &item = m_items[index];
    return item.place ? item.place->value() : item.value;
}

std::optional<json::Value> ListEditor::value() const
{
    json::Array array;
    for (qsizetype i = 0; i < m_items.size(); ++i)
        array.push_back(valueAt(i).value_or(nullptr));
    return json::Value(std::move(array));
}

void ListEditor::dropItem(Item &item)
{
    if (!item.place)
        return;
    m_rows->removeWidget(item.place);
    item.place->hide();
    item.place->setParent(nullptr);
    std::exchange(item.place, nullptr)->deleteLater();
}

void ListEditor::setValue(const std::optional<json::Value> &value)
{
    static const json::Array nothing;
    const json::Array *given = value ? value->if_array() : nullptr;
    const json::Array &array = given ? *given : nothing;
    while (m_items.size() > qsizetype(array.size())) {
        dropItem(m_items.last());
        m_items.removeLast();
    }
    m_items.resize(qsizetype(array.size()));
    for (qsizetype i = 0; i < m_items.size(); ++i) {
        if (m_items[i].place)
            m_items[i].place->setValue(array[size_t(i)]);
        else
            m_items[i].value = array[size_t(i)];
    }
    drawItems(std::min(pageSize, qsizetype(std::max(0, place().share->drawable))));
}

void ListEditor::drawItems(qsizetype count)
{
    for (qsizetype i = 0; i < std::min(count, m_items.size()); ++i) {
        if (!m_items[i].place)
            drawItem(i);
    }
    renumber();
}

void ListEditor::drawItem(qsizetype index)
{
    Item &item = m_items[index];
    --place().share->drawable;
    item.place = new PlaceEditor(FormPlace{ .node = nodeFor(index),
                                     .path = pathOf(index),
                                     .depth = place().depth + 1,
                                     .isItem = true,
                                     .isFile = place().isFile,
                                     .share = place().share,
                                     .parent = m_holder },
        PlaceEditor::Look::Labelled);
    item.up = iconButton(u"up"_s, {}, {});
    item.down = iconButton(u"down"_s, {}, {});
    item.remove = iconButton(u"close"_s, {}, {});
    PlaceEditor *at = item.place;
    connect(item.up, &QPushButton::clicked, this, [this, at] { moveItem(indexOf(at), indexOf(at) - 1); });
    connect(item.down, &QPushButton::clicked, this, [this, at] { moveItem(indexOf(at), indexOf(at) + 1); });
    connect(item.remove, &QPushButton::clicked, this, [this, at] { removeItem(indexOf(at)); });
    for (QPushButton *each : { item.up, item.down, item.remove })
        at->addButton(each);
    at->setValue(std::exchange(item.value, std::nullopt));
    m_rows->insertWidget(rowOf(index), at);
    connect(at, &PlaceEditor::edited, this, &ValueEditor::edited);
    connect(at, &PlaceEditor::drawn, this, &ValueEditor::drawn);
}

/// The names, and which of them can be moved: those that a tuple names stay where they are.
void ListEditor::renumber()
{
    qsizetype hidden = 0;
    for (qsizetype i = 0; i < m_items.size(); ++i) {
        Item &item = m_items[i];
        if (!item.place) {
            ++hidden;
            continue;
        }
        const QString path = pathOf(i);
        item.place->setPath(path);
        const QString words = placeWords(item.place->place());
        const auto name = [&path](QPushButton *button, const QString &verb, const QString &text) {
            button->setObjectName(verb + base::cleaned(path, 200));
            button->setAccessibleName(text);
            button->setToolTip(plainToolTip(text));
        };
        name(item.up, u"up_"_s, tr("Move %1 up").arg(words));
        name(item.down, u"down_"_s, tr("Move %1 down").arg(words));
        name(item.remove, u"remove_"_s, tr("Remove %1").arg(words));
        const bool isFixed = i < node().fixedItems;
        item.up->setEnabled(i > node().fixedItems);
        item.down->setEnabled(!isFixed && i + 1 < m_items.size());
        item.remove->setEnabled(!isFixed || i + 1 == m_items.size());
        item.up->setVisible(!isFixed);
        item.down->setVisible(!isFixed);
    }
    m_more->setVisible(hidden > 0);
    m_more->setText(tr("Show %1 of %2 more").arg(std::min(hidden, pageSize)).arg(hidden));
    m_more->setAccessibleName(m_more->text());
    m_add->setVisible(node().takesOthers || m_items.size() < node().fixedItems);
}

void ListEditor::addItem()
{
    const FormNode next = nodeFor(m_items.size());
    Item item;
    item.value = next.blankValue();
    if (!item.value && next.kind != schema::FormKind::Alternatives && next.kind != schema::FormKind::Choice
        && next.kind != schema::FormKind::Json)
        item.value = next.startValue();
    m_items += item;
    place().share->drawable = std::max(place().share->drawable, 8);
    drawItems(m_items.size() <= pageSize ? m_items.size() : 0);
    if (!m_items.last().place)
        drawItem(m_items.size() - 1);
    renumber();
    m_items.last().place->focusField();
    Q_EMIT drawn();
    Q_EMIT edited();
}

void ListEditor::moveItem(qsizetype from, qsizetype to)
{
    if (from < node().fixedItems || to < node().fixedItems || from >= m_items.size() || to >= m_items.size()
        || !m_items[from].place)
        return;
    QWidget *focus = QApplication::focusWidget();
    m_items.move(from, to);
    PlaceEditor *place = m_items[to].place;
    m_rows->removeWidget(place);
    m_rows->insertWidget(rowOf(to), place);
    renumber();
    if (focus && isAncestorOf(focus) && focus->isEnabled())
        focus->setFocus();
    else
        place->focusField();
    Q_EMIT drawn();
    Q_EMIT edited();
}

void ListEditor::removeItem(qsizetype index)
{
    if (index < 0 || index >= m_items.size())
        return;
    dropItem(m_items[index]);
    m_items.removeAt(index);
    renumber();
    const qsizetype next = std::min(index, m_items.size() - 1);
    if (next >= 0 && m_items[next].place)
        m_items[next].place->focusField();
    else
        m_add->setFocus();
    Q_EMIT drawn();
    Q_EMIT edited();
}

void ListEditor::keyPressEvent(QKeyEvent *event)
{
    const bool isUp = event->key() == Qt::Key_Up;
    if (event->modifiers() != Qt::AltModifier || (!isUp && event->key() != Qt::Key_Down))
        return ValueEditor::keyPressEvent(event);
    for (qsizetype i = 0; i < m_items.size(); ++i) {
        if (m_items[i].place && m_items[i].place->isAncestorOf(QApplication::focusWidget()))
            return moveItem(i, isUp ? i - 1 : i + 1);
    }
    ValueEditor::keyPressEvent(event);
}

void ListEditor::setPath(const QString &path)
{
    ValueEditor::setPath(path);
    m_holder->setObjectName(u"list_"_s + base::cleaned(path, 200));
    m_add->setObjectName(u"add_"_s + base::cleaned(path, 200));
    m_add->setAccessibleName(tr("Add an item to %1").arg(placeWords(place())));
    m_more->setObjectName(u"showMore_"_s + base::cleaned(path, 200));
    renumber();
}

void ListEditor::showProblems(const Problems *problems, bool all, QStringList &left)
{
    QSet<QByteArray> shown;
    for (qsizetype i = 0; i < m_items.size(); ++i) {
        const QByteArray token = QByteArray::number(i);
        if (!m_items[i].place)
            continue;
        m_items[i].place->showProblems(problems ? problems->at(token.toStdString()) : nullptr, all, left);
        shown.insert(token);
    }
    if (!problems)
        return;
    for (const auto &[token, inner] : problems->below) {
        if (!shown.contains(json::bytes(token)))
            left += inner.lines();
    }
}

void ListEditor::collectObstacles(QStringList &obstacles) const
{
    for (const Item &item : m_items) {
        if (item.place)
            item.place->collectObstacles(obstacles);
    }
}

} // namespace authscope::ui
