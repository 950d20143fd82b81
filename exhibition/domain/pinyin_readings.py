"""Where the most usual reading of a character is not the one meant in a name or a company."""

from collections.abc import Mapping


def _pairs(text: str) -> dict[str, str]:
    """``"重庆 chong qing, 长沙 chang sha"`` as a mapping."""
    entries = (entry.split(maxsplit=1) for entry in text.split(","))
    return {signs: reading.strip() for signs, reading in entries}


def _ways(text: str) -> dict[str, tuple[str, ...]]:
    """The same with several readings apart by a stroke."""
    return {signs: tuple(reading.split("|")) for signs, reading in _pairs(text).items()}


#: Everywhere.
USUAL: Mapping[str, str] = _pairs("厦 xia, 曾 zeng, 缪 miao, 晟 sheng, 陂 bei")

#: At the head of a person's name; the usual reading first, where families differ.
SURNAMES: Mapping[str, tuple[str, ...]] = {
    **_ways(
        "单 shan, 仇 qiu, 曾 zeng, 解 xie|jie, 查 zha|cha, 任 ren, 区 ou|qu, 朴 piao|pu, 盖 ge|gai,"
        "华 hua, 缪 miao|mou, 宁 ning, 冼 xian, 洗 xian|xi, 翟 zhai|di, 折 she, 黑 he|hei,"
        "覃 qin|tan, 谌 chen|shen, 员 yun|yuan, 贠 yun, 祭 zhai|ji, 种 chong, 句 gou, 勾 gou,"
        "隗 wei|kui, 那 na, 能 nai, 牟 mu|mou, 应 ying, 强 qiang, 过 guo, 相 xiang, 郇 xun|huan,"
        "郗 xi|chi, 繁 po, 车 che, 召 shao|zhao, 卜 bu|bo, 薄 bo|bao, 阚 kan, 乐 yue|le, 佴 nai,"
        "秘 bi|mi, 逄 pang, 重 chong, 尉 wei|yu, 晟 cheng, 盛 sheng, 长 zhang|chang, 都 du,"
        "宓 mi|fu, 俞 yu, 余 yu, 於 yu, 柏 bai|bo, 葛 ge, 纪 ji, 万 wan, 石 shi, 沈 shen, 燕 yan,"
        "空 kong, 参 shen, 幺 yao, 么 yao, 令 ling, 呙 guo, 藏 zang, 臧 zang, 曲 qu, 教 jiao,"
        "行 xing, 便 bian, 什 shi, 哈 ha, 戚 qi, 吕 lv|lyu|lu, 闾 lv|lyu, 鹿 lu, 谷 gu, 阿 a,"
        "靓 jing, 岑 cen, 佘 she, 畲 she, 厍 she, 芮 rui, 郄 qie|xi, 郤 xi, 隽 juan, 赭 zhe,"
        "單 shan, 區 ou|qu, 蓋 ge|gai, 繆 miao|mou, 樂 yue|le, 呂 lv|lyu|lu, 閭 lv|lyu,"
        "尹 yin, 殷 yin, 晁 chao, 昝 zan, 禚 zhuo, 逯 lu, 亓 qi, 妫 gui, 夙 su, 泷 shuang"
    ),
    **_ways(
        "尉迟 yu chi, 欧阳 ou yang, 长孙 zhang sun, 万俟 mo qi, 单于 chan yu, 澹台 tan tai,"
        "令狐 ling hu, 司马 si ma, 上官 shang guan, 诸葛 zhu ge, 皇甫 huang fu, 夏侯 xia hou,"
        "东方 dong fang, 公孙 gong sun, 慕容 mu rong, 轩辕 xuan yuan, 宇文 yu wen, 司徒 si tu,"
        "司空 si kong, 端木 duan mu, 南宫 nan gong, 百里 bai li, 鲜于 xian yu, 闾丘 lv qiu,"
        "濮阳 pu yang, 淳于 chun yu, 申屠 shen tu, 太史 tai shi, 钟离 zhong li, 赫连 he lian,"
        "呼延 hu yan, 独孤 du gu, 拓跋 tuo ba, 拓拔 tuo ba, 乐正 yue zheng, 亓官 qi guan,"
        "仲孙 zhong sun, 公冶 gong ye, 宗政 zong zheng, 东郭 dong guo, 南门 nan men,"
        "西门 xi men, 第五 di wu, 完颜 wan yan, 耶律 ye lv, 叶赫 ye he, 那拉 na la, 纳兰 na lan,"
        "爱新 ai xin, 区阳 ou yang, 段干 duan gan, 百里 bai li, 谷梁 gu liang, 漆雕 qi diao,"
        "歐陽 ou yang, 尉遲 yu chi, 長孫 zhang sun, 萬俟 mo qi, 單于 chan yu, 澹臺 tan tai,"
        "東方 dong fang, 諸葛 zhu ge, 公孫 gong sun, 鮮于 xian yu, 軒轅 xuan yuan, 司馬 si ma,"
        "壤驷 rang si, 子车 zi ju, 颛孙 zhuan sun, 巫马 wu ma, 公西 gong xi, 公良 gong liang,"
        "夹谷 jia gu, 宰父 zai fu, 微生 wei sheng, 羊舌 yang she, 梁丘 liang qiu, 左丘 zuo qiu"
    ),
}

#: In the rest of a person's name: both readings are borne.
IN_NAMES: Mapping[str, tuple[str, ...]] = _ways(
    "乐 le|yue, 长 chang|zhang, 朝 chao|zhao, 茜 qian|xi, 盛 sheng|cheng, 晟 sheng|cheng,"
    "行 xing|hang, 重 zhong|chong, 都 du, 曾 zeng, 单 dan|shan, 华 hua, 藏 cang|zang, 娜 na|nuo,"
    "筠 yun|jun, 隽 jun|juan, 俊 jun, 仔 zai|zi, 番 fan|pan, 参 can|shen, 奇 qi, 露 lu, 柏 bai|bo,"
    "佛 fo|fu, 适 shi, 绿 lv|lyu, 律 lv|lyu, 女 nv|nyu, 阿 a, 莎 sha|suo, 伽 jia|qie, 祺 qi,"
    "珩 heng, 彤 tong, 强 qiang, 传 chuan|zhuan, 降 jiang|xiang, 宁 ning, 卡 ka, 菲 fei"
)

#: In the name of a company, one by one and two by two.
IN_COMPANIES: Mapping[str, str] = _pairs("都 du, 长 chang, 行 hang, 单 dan, 朝 chao, 任 ren")
PHRASES: Mapping[str, str] = _pairs(
    "重庆 chong qing, 重组 chong zu, 重生 chong sheng, 重启 chong qi, 重建 chong jian,"
    "西藏 xi zang, 藏药 zang yao, 宝藏 bao zang, 音乐 yin yue, 六安 lu an, 六合 lu he,"
    "番禺 pan yu, 蚌埠 beng bu, 会计 kuai ji, 会稽 kuai ji, 大夫 dai fu, 运行 yun xing,"
    "行动 xing dong, 同行 tong xing, 远行 yuan xing, 行知 xing zhi, 行者 xing zhe, 力行 li xing,"
    "行政 xing zheng, 先行 xian xing, 成长 cheng zhang, 长者 zhang zhe, 人参 ren shen,"
    "参茸 shen rong, 海参 hai shen, 空调 kong tiao, 调理 tiao li, 调节 tiao jie, 协调 xie tiao,"
    "模具 mu ju, 乐清 yue qing, 尉犁 yu li, 铅山 yan shan, 丽江 li jiang, 燕山 yan shan,"
    "台州 tai zhou, 天台 tian tai, 单县 shan xian, 繁峙 fan shi, 洪洞 hong tong, 东阿 dong e,"
    "阿胶 e jiao, 曲阜 qu fu, 涪陵 fu ling, 莘庄 xin zhuang, 莘县 shen xian, 任丘 ren qiu,"
    "解放 jie fang, 校准 jiao zhun, 校正 jiao zheng, 还原 huan yuan, 率先 shuai xian,"
    "都市 du shi, 首都 shou du, 什邡 shi fang, 大理 da li, 大连 da lian, 牟平 mu ping,"
    "中牟 zhong mu, 莆田 pu tian, 句容 ju rong, 泌阳 bi yang, 番茄 fan qie, 觉醒 jue xing,"
    "睡觉 shui jiao, 好来 hao lai, 供应 gong ying, 得力 de li, 地平 di ping, 分子 fen zi"
)
