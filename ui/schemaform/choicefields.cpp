// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/text.h"
#include "ui/schemaform/lazychooser.h"
#include "ui/schemaform/valueeditor.h"

#include "schema/value.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QLineEdit>
#include <QListView>
#include <QSignalBlocker>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using schema::FormChoice;
using schema::FormKind;

namespace {

constexpr qsizetype boxesAtMost = 50; ///< more get a list with a filter

qsizetype indexOf(const QList<FormChoice> &choices, const json::Value &value)
{
    for (qsizetype i = 0; i < choices.size(); ++i) {
        if (schema::areEqual(choices[i].value, value))
            return i;
    }
    return -1;
}

/// What there is to choose from, null and the two of a boolean included.
QList<FormChoice> optionsOf(const schema::FormNode &node)
{
    QList<FormChoice> options = node.choices;
    if (node.kind == FormKind::Boolean)
        options = { { .label = ValueEditor::tr("yes"), .value = true },
            { .label = ValueEditor::tr("no"), .value = false } };
    if ((node.isNullable || node.kind == FormKind::Null) && indexOf(options, nullptr) < 0)
        options.append({ .label = u"null"_s, .value = nullptr });
    return options;
}

class ChoiceEditor : public ValueEditor {
public:
    explicit ChoiceEditor(const FormPlace &place)
        : ValueEditor(place)
        , m_options(optionsOf(place.node))
        , m_chooser(new LazyChooser(
              place.node.isRequired || place.isItem ? tr("Choose…") : tr("not set"), m_options.size(),
              [options = m_options](qsizetype i) { return options[i].label; }, this))
    {
        nameControl(m_chooser->box());
        row(this, 0, 0)->addWidget(m_chooser, 1);
        setFocusProxy(m_chooser);
        connect(m_chooser, &LazyChooser::chosenChanged, this, [this] {
            m_given.reset();
            Q_EMIT edited();
        });
    }

    std::optional<json::Value> value() const override
    {
        const qsizetype chosen = m_chooser->chosen();
        return m_given ? m_given : chosen < 0 ? std::nullopt : std::optional(m_options[chosen].value);
    }
    void setValue(const std::optional<json::Value> &value) override
    {
        m_given = value; // 1 and 1.0 are the same choice, and not the same text
        m_chooser->setChosen(value ? indexOf(m_options, *value) : -1);
    }
    QString note() const override
    {
        const qsizetype chosen = m_chooser->chosen();
        return chosen < 0 ? QString() : m_options[chosen].description;
    }
    QWidget *control() const override { return m_chooser->box(); }

private:
    QList<FormChoice> m_options;
    LazyChooser *m_chooser;
    std::optional<json::Value> m_given;
};

/// A boolean that has a value from the beginning: required, or with a default.
class CheckEditor : public ValueEditor {
public:
    explicit CheckEditor(const FormPlace &place) : ValueEditor(place), m_box(new QCheckBox(this))
    {
        adopt(m_box);
        connect(m_box, &QCheckBox::stateChanged, this, [this] {
            m_box->setTristate(false);
            m_isAbsent = false;
            Q_EMIT edited();
        });
    }

    std::optional<json::Value> value() const override
    {
        return m_isAbsent ? std::nullopt : std::optional(json::Value(m_box->isChecked()));
    }
    void setValue(const std::optional<json::Value> &value) override
    {
        const QSignalBlocker quiet(m_box);
        m_isAbsent = !value;
        m_box->setTristate(m_isAbsent);
        if (value)
            m_box->setChecked(value->is_bool() && value->get_bool());
        else
            m_box->setCheckState(Qt::PartiallyChecked);
    }
    QString note() const override { return m_isAbsent ? tr("not set") : QString(); }
    QWidget *control() const override { return m_box; }

private:
    QCheckBox *m_box;
    bool m_isAbsent = true;
};

/// Several of a few: a box each.
class SeveralEditor : public ValueEditor {
public:
    explicit SeveralEditor(const FormPlace &place) : ValueEditor(place), m_holder(new QWidget(this))
    {
        auto *boxes = column(m_holder, 0, 4);
        boxes->setContentsMargins(0, 4, 0, 4);
        adopt(m_holder);
        for (const FormChoice &choice : node().choices) {
            auto *box = new QCheckBox(withoutMnemonic(base::cleaned(choice.label, 120)), m_holder);
            if (!choice.description.isEmpty())
                box->setToolTip(plainToolTip(base::cleaned(choice.description, 400)));
            boxes->addWidget(box);
            m_boxes += box;
            connect(box, &QCheckBox::toggled, this, [this] {
                m_given.reset();
                m_isSet = true;
                Q_EMIT edited();
            });
        }
        nameBoxes();
        m_holder->setFocusProxy(m_boxes.first());
    }

    std::optional<json::Value> value() const override
    {
        if (m_given || !m_isSet)
            return m_given;
        json::Array chosen;
        for (qsizetype i = 0; i < m_boxes.size(); ++i) {
            if (m_boxes[i]->isChecked())
                chosen.push_back(node().choices[i].value);
        }
        return json::Value(std::move(chosen));
    }
    void setValue(const std::optional<json::Value> &value) override
    {
        m_given = value;
        m_isSet = value.has_value();
        const json::Array *given = value ? value->if_array() : nullptr;
        for (qsizetype i = 0; i < m_boxes.size(); ++i) {
            const QSignalBlocker quiet(m_boxes[i]);
            const json::Value &choice = node().choices[i].value;
            m_boxes[i]->setChecked(given
                && std::any_of(given->begin(), given->end(),
                    [&choice](const json::Value &one) { return schema::areEqual(one, choice); }));
        }
    }
    void setPath(const QString &path) override
    {
        ValueEditor::setPath(path);
        nameBoxes();
    }
    QWidget *control() const override { return m_holder; }

private:
    void nameBoxes()
    {
        const QString name = m_holder->objectName();
        for (qsizetype i = 0; i < m_boxes.size(); ++i) {
            m_boxes[i]->setObjectName(u"%1_%2"_s.arg(name, QString::number(i)));
            m_boxes[i]->setAccessibleName(
                u"%1: %2"_s.arg(m_holder->accessibleName(), base::cleaned(node().choices[i].label, 120)));
        }
    }

    QList<QCheckBox *> m_boxes;
    QWidget *m_holder;
    bool m_isSet = false;
    std::optional<json::Value> m_given;
};

/// Options that can be ticked.
class TickModel : public OptionModel {
public:
    using OptionModel::OptionModel;

    Qt::ItemFlags flags(const QModelIndex &index) const override
    {
        return OptionModel::flags(index) | Qt::ItemIsUserCheckable;
    }
    QVariant data(const QModelIndex &index, int role) const override
    {
        if (role == Qt::CheckStateRole)
            return ticked.contains(optionAt(index.row())) ? Qt::Checked : Qt::Unchecked;
        return OptionModel::data(index, role);
    }
    bool setData(const QModelIndex &index, const QVariant &value, int role) override
    {
        if (role != Qt::CheckStateRole)
            return false;
        const qsizetype option = optionAt(index.row());
        value.toInt() == Qt::Checked ? void(ticked.insert(option)) : void(ticked.remove(option));
        Q_EMIT dataChanged(index, index, { Qt::CheckStateRole });
        return true;
    }

    QSet<qsizetype> ticked;
};

/// Several of many.
class ManyEditor : public ValueEditor {
public:
    explicit ManyEditor(const FormPlace &place)
        : ValueEditor(place)
        , m_holder(new QWidget(this))
        , m_model(new TickModel(QString(), place.node.choices.size(),
              [choices = place.node.choices](qsizetype i) { return choices[i].label; }))
        , m_list(new QListView(m_holder))
    {
        m_model->setParent(this);
        auto *filter = new QLineEdit(m_holder);
        filter->setObjectName(u"optionFilter"_s);
        filter->setPlaceholderText(tr("Filter %1").arg(node().choices.size()));
        filter->setAccessibleName(tr("Filter the %1 choices").arg(node().choices.size()));
        m_list->setUniformItemSizes(true);
        m_list->setLayoutMode(QListView::Batched);
        m_list->setProperty("field", true);
        m_list->setModel(m_model);
        m_list->setFixedHeight(m_list->fontMetrics().lineSpacing() * 8);
        auto *all = column(m_holder, 0, 4);
        all->addWidget(filter);
        all->addWidget(m_list);
        row(this, 0, 0)->addWidget(m_holder, 1);
        nameControl(m_list);
        setFocusProxy(m_list);
        connect(filter, &QLineEdit::textChanged, this,
            [this](const QString &text) { m_model->setFilter(text, -1); });
        connect(m_model, &QAbstractItemModel::dataChanged, this, [this] {
            m_given.reset();
            m_isSet = true;
            Q_EMIT edited();
        });
    }

    std::optional<json::Value> value() const override
    {
        if (m_given || !m_isSet)
            return m_given;
        QList<qsizetype> ticked(m_model->ticked.begin(), m_model->ticked.end());
        std::sort(ticked.begin(), ticked.end());
        json::Array chosen;
        for (const qsizetype option : std::as_const(ticked))
            chosen.push_back(node().choices[option].value);
        return json::Value(std::move(chosen));
    }
    void setValue(const std::optional<json::Value> &value) override
    {
        m_given = value;
        m_isSet = value.has_value();
        m_model->ticked.clear();
        if (value && value->is_array()) {
            for (const json::Value &one : value->get_array())
                m_model->ticked.insert(indexOf(node().choices, one));
        }
        m_list->viewport()->update();
    }
    QString note() const override { return tr("%1 chosen").arg(m_model->ticked.size()); }
    QWidget *control() const override { return m_list; }

private:
    QWidget *m_holder;
    TickModel *m_model;
    QListView *m_list;
    bool m_isSet = false;
    std::optional<json::Value> m_given;
};

} // namespace

ValueEditor *makeChoiceEditor(const FormPlace &place)
{
    return new ChoiceEditor(place);
}

ValueEditor *makeCheckEditor(const FormPlace &place)
{
    return new CheckEditor(place);
}

ValueEditor *makeSeveralEditor(const FormPlace &place)
{
    if (place.node.choices.size() > boxesAtMost)
        return new ManyEditor(place);
    return new SeveralEditor(place);
}

} // namespace authscope::ui
